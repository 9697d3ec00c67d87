"""Templates and indices of the Elasticsearch engine: what has to be there before anything is written."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from newscrawl.errors import ArchiveError
from newscrawl.index import analysis
from newscrawl.index.address import Address
from newscrawl.index.elastic.client import reason
from newscrawl.index.elastic.mapping import (
    ANALYZERS,
    SCHEMA,
    component_template,
    index_name,
    index_template,
    read_alias,
    write_alias,
)

logger = logging.getLogger(__name__)


class Indices:
    """The indices of one archive."""

    def __init__(self, client: Elasticsearch, address: Address) -> None:
        self.client, self.address = client, address
        self.alias = read_alias(address.prefix)
        self.languages: set[str] = set()
        """Languages that have an index template, and so an analyzer."""
        self._there: set[str] = set()

    def check(self, write: bool) -> None:
        """Raise ArchiveError if an index is somebody else's, or of a mapping that cannot be written."""
        for name, schema in self.schemas().items():
            if schema is None:
                raise ArchiveError(
                    f"the index {name} at {self.address} was not made by newscrawl; name another prefix in INDEX_URL"
                )
            if write and schema != SCHEMA:
                what = (
                    "run newscrawl index migrate"
                    if schema < SCHEMA
                    else "use the newscrawl that made it, or a later one"
                )
                raise ArchiveError(
                    f"the index {name} at {self.address} has mapping version {schema}, "
                    f"this newscrawl needs {SCHEMA}; {what}"
                )

    def schemas(self) -> dict[str, int | None]:
        """Return the mapping version of each index of the archive; None for one that is not ours."""
        found = self.client.indices.get_mapping(index=self.alias, ignore_unavailable=True)
        metas = {name: (value["mappings"].get("_meta") or {}).get("newscrawl") or {} for name, value in found.items()}
        return {name: meta.get("schema") for name, meta in metas.items()}

    def put_templates(self, force: bool = False) -> None:
        """Put the templates unless those of this version are there. Leaves out languages the server has no analyzer
        for.
        """
        if not force and (there := self._templates_there()):
            self.languages = there
            return
        component = component_template()
        self.client.cluster.put_component_template(
            name=self.alias, template=component["template"], meta=component["_meta"]
        )
        for language in ANALYZERS:  # the general one comes last, and tells that the others have been put
            template: dict[str, Any] = index_template(self.address.prefix, language)
            template["meta"] = template.pop("_meta")
            try:
                self.client.indices.put_index_template(name=f"{self.alias}-{language}", **template)
                self.languages.add(language)
            except ApiError as error:
                if language == analysis.GENERAL or ANALYZERS[language] not in reason(error.body):
                    raise
                logger.warning(
                    "the server has no %s analyzer; articles in that language go to the general index",
                    ANALYZERS[language],
                )

    def learn_languages(self) -> None:
        """Find out which languages have an index template, if nothing was prepared before."""
        if not self.languages:
            self.languages = self._templates_there()

    def _templates_there(self) -> set[str]:
        try:
            found = self.client.indices.get_index_template(name=f"{self.alias}-*")["index_templates"]
        except NotFoundError:
            return set()
        ours = {
            t["name"]
            for t in found
            if (t["index_template"].get("_meta") or {}).get("newscrawl", {}).get("schema") == SCHEMA
        }
        languages = {name.removeprefix(f"{self.alias}-") for name in ours}
        return languages if analysis.GENERAL in languages else set()

    def language(self, language: str) -> str:
        """Return the language whose index takes articles in ``language``."""
        own = analysis.field_language(language)
        return own if own in self.languages else analysis.GENERAL

    def ensure(self, languages: Iterable[str]) -> None:
        """Make the indices of these languages that are not there yet."""
        for language in set(languages) - self._there:
            alias = write_alias(self.address.prefix, language)
            if not self.client.indices.exists_alias(name=alias):
                self._create(index_name(self.address.prefix, language, 1), alias)
            self._there.add(language)

    def _create(self, name: str, alias: str) -> None:
        try:
            self.client.indices.create(index=name, aliases={self.alias: {}, alias: {"is_write_index": True}})
        except ApiError as error:  # another crawl was faster
            if "resource_already_exists_exception" not in reason(error.body):
                raise

    def forget(self) -> None:
        """Look anew, before the next write, whether the indices are there."""
        self._there.clear()
