from __future__ import annotations

from datetime import date

from knowledge.catalogue import Kind
from knowledge.catalogue.folders import document_files
from knowledge.catalogue.model import FAQ_TITLE, service_headings, surface_forms


def test_documents_in_force_on_a_day(content):
    content.change(
        "policies/id-card-law.md", "status: 现行", "status: 现行\neffective: 2026-01-01\nexpires: 2026-12-31"
    )
    catalogue = content.load()
    assert list(catalogue.in_force(date(2026, 1, 1))) == ["id-card-law"]
    assert list(catalogue.in_force(date(2026, 12, 31))) == ["id-card-law"]
    assert catalogue.in_force(date(2025, 12, 31)) == {}
    assert catalogue.in_force(date(2027, 1, 1)) == {}


def test_documents_that_are_withdrawn_or_not_yet_in_force(content):
    for name, status in (("a", "失效"), ("b", "废止"), ("c", "尚未施行")):
        content.write(f"policies/{name}.md", f"---\ntitle: 甲\nstatus: {status}\n---\n正文\n")
    catalogue = content.load()
    assert len(catalogue.policies) == 4
    assert list(catalogue.in_force(date(2026, 6, 1))) == ["id-card-law"]


def test_lookup(content):
    catalogue = content.load()
    assert catalogue.find("id-card") is catalogue.services["id-card"]
    assert catalogue.find("id-card-law") is catalogue.policies["id-card-law"]
    assert catalogue.find("nothing") is None
    assert not catalogue.knows("nothing")
    assert [service.id for service, _ in catalogue.located_services()] == ["id-card", "newborn"]
    assert [policy.id for policy, _ in catalogue.located_policies()] == ["id-card-law"]


def test_origins_lead_back_to_the_line(content):
    origin = content.load().origin(Kind.ANSWER, "lost-id-card")
    fault = origin.fault(("sources", 1, "section"), "不对")
    assert fault.file == content.file("answers/documents.yml")
    assert fault.line == content.line("answers/documents.yml", "申请材料")


def test_every_name_of_a_service_once(content):
    content.change("services/id-card.yml", "everyday: [身份证丢了]", "everyday: [身份证丢了, 补领身份证]")
    service = content.load().services["id-card"]
    assert surface_forms(service) == ("居民身份证换领", "补领身份证", "身份证丢了")


def test_sections_that_a_service_can_be_cited_by(content):
    service = content.load().services["id-card"]
    assert {"申请材料", "办理时限", "materials"} <= service_headings(service)
    assert FAQ_TITLE not in service_headings(service)


def test_files_that_hold_documents(content):
    content.write("loose.md", "x")
    content.write("README.md", "x")
    found = document_files(content.path)
    assert set(found) == {"id-card", "newborn", "id-card-law", "loose"}
    assert found["loose"] == content.path / "loose.md"
