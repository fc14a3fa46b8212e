"""Which files of a content folder are content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

YAML = frozenset({".yml", ".yaml"})
MARKDOWN = frozenset({".md", ".markdown"})


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
