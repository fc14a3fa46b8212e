"""Which files of a content folder are content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.language import DICTIONARY, REPLIES, SYNONYMS

YAML = frozenset({".yml", ".yaml"})
MARKDOWN = frozenset({".md", ".markdown"})
#: A content folder that has a file of the same name has its own.
STANDING = (SYNONYMS, DICTIONARY, REPLIES)


def language_files(content: Path) -> list[Path]:
    """Synonyms, dictionary and replies of a content folder, or those that stand in for them."""
    return [own_or_standing(content, path.name) for path in STANDING]


def own_or_standing(content: Path, name: str) -> Path:
    """Where a file of a content folder is read from: there, or else where the project's own stands."""
    own = content / name
    standing = next((path for path in STANDING if path.name == name), None)
    return own if standing is None or own.is_file() else standing


def is_content(path: Path) -> bool:
    """Whether a file is one that answers are made from, by its name."""
    return path.suffix.lower() in YAML | MARKDOWN or path.name == DICTIONARY.name


def visible_files(folder: Path) -> Iterator[Path]:
    """Files of a folder and its subfolders in a fixed order, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path


def loose_documents(content: Path) -> Iterator[Path]:
    """Markdown files directly in the content folder; a README is about the folder, not content."""
    for path in sorted(content.iterdir()):
        ours = path.suffix.lower() in MARKDOWN and not path.name.startswith(".")
        if ours and path.stem.lower() != "readme" and path.is_file():
            yield path


def document_files(content: Path) -> dict[str, Path]:
    """Files of all policies and services by their stem, without reading them."""
    files = [path for folder in ("policies", "services") for path in visible_files(content / folder)]
    return {path.stem: path for path in (*files, *loose_documents(content))}
