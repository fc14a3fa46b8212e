"""What can be reported: the categories of the dispatch catalogue as services of the standard."""

from __future__ import annotations

from actions.hotline.catalogue import Catalogue
from bot.web.open311.formats import Record
from knowledge.formats.hotline import Category


def service(category: Category) -> Record:
    """A category as an entry of the list of services."""
    return {
        "service_code": category.id,
        "service_name": category.name,
        "description": f"{category.name}，由{category.lead}牵头。例如：{'；'.join(category.examples[:3])}。",
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": ",".join(category.keywords),
        "group": category.group,
    }


def definition(category: Category) -> Record:
    """What more to ask about a category. Everything may be left out."""
    return {
        "service_code": category.id,
        "attributes": [
            {
                "variable": True,
                "code": f"q{number}",
                "datatype": "text",
                "required": False,
                "datatype_description": question.ask,
                "order": number,
                "description": question.label,
                "values": [],
            }
            for number, question in enumerate(category.questions, start=1)
        ],
    }


def answers(category: Category, attributes: dict[str, str]) -> dict[str, str]:
    """Answers by the questions' labels; attributes that nobody asked for keep their own names."""
    labels = {f"q{number}": question.label for number, question in enumerate(category.questions, start=1)}
    return {labels.get(code, code): answer for code, answer in attributes.items()}


def services(catalogue: Catalogue) -> list[Record]:
    """All services, in the order of the file."""
    return [service(category) for category in catalogue.categories.values()]
