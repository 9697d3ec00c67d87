"""What the API answers, for its description (OpenAPI); the values themselves are plain JSON of the same names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A JSON object; what is not named here may be added later."""

    model_config = ConfigDict(extra="allow")


class BucketModel(Model):
    value: str
    count: int


class HitModel(Model):
    id: str
    url: str
    site: str
    language: str
    kind: str
    headline: str
    summary: str | None
    section: list[str]
    tags: list[str]
    topics: list[str]
    authors: list[str]
    published_at: str | None
    modified_at: str | None
    copies: int = Field(description="near copies of it that the archive holds")
    score: float
    highlights: dict[str, list[str]] = Field(
        description="field → parts as HTML: escaped text, <em> around what matched"
    )


class CountsModel(Model):
    total: int = Field(description="articles that match")
    texts: int = Field(description="different texts that match: near copies count once")
    sites: int = Field(description="sites that have a match")


class SearchModel(CountsModel):
    pageable: int = Field(description="hits that can be paged through")
    partial: bool = Field(description="the time ran out: more may match")
    cursor: str | None = Field(description="where a walk goes on; null at its end")
    hits: list[HitModel]
    facets: dict[str, list[BucketModel]]
    histogram: list[BucketModel]
    interval: str | None
    undated: int
    unit: str


class ArticleModel(Model):
    id: str
    url: str
    site: str
    language: str
    headline: str
    body: list[str]
    tags: list[str]
    published_at: str | None
    revision: int
    layers: dict[str, str] = Field(description="field → the layer of the page that gave it")


class VersionModel(Model):
    revision: int
    crawled_at: str | None
    headline: str
    body: list[str]
    changes: dict[str, list[dict[str, str]]]


class CopyModel(Model):
    id: str
    url: str
    site: str
    headline: str
    first: bool
    similarity: float


class LinkModel(Model):
    url: str
    headline: str
    kind: str
    held: str | None = Field(description="id of the article it leads to, where the archive holds it")


class LinksModel(Model):
    outgoing: list[LinkModel]
    incoming: list[HitModel]
    incoming_total: int


class SeriesModel(CountsModel):
    q: str
    undated: int
    counts: list[int]
    shares: list[float]


class TrendModel(Model):
    interval: str | None
    unit: str
    starts: list[str] = Field(description="first day of each interval")
    everything: list[int] = Field(description="all articles of the same sites and languages: what the shares are of")
    series: list[SeriesModel]
    not_crawled: list[str] = Field(description="intervals in which nothing was crawled")
    partial: bool


class ShiftModel(Model):
    value: str
    here: int
    share_here: float
    there: int
    share_there: float
    surprise: float = Field(description="log-likelihood ratio, below 0 where it falls; 10.83 is one chance in 1,000")


class ShiftsModel(Model):
    here: int
    there: int
    rising: list[ShiftModel]
    falling: list[ShiftModel]


class SampleModel(Model):
    total: int
    seed: str
    articles: list[ArticleModel]


class ExplanationModel(Model):
    total: int
    tree: dict[str, object]
    notes: list[dict[str, object]]
    suggestions: list[dict[str, object]]


class ProblemModel(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    place: list[int] | None = Field(None, description="where in the query it went wrong: two character offsets")


class EditModel(Model):
    id: str
    headline: str
    site: str
    seen_at: str
    revision: int
    changed: list[str]
    share: float
    removed: list[str]


class EditsModel(Model):
    edits: list[EditModel]
    partial: bool


class QuotedModel(Model):
    text: str
    speaker: str
    verb: str
    paragraph: int
    at: int
    site: str
    language: str
    published_at: str | None
    url: str
    headline: str
    article: str


class QuotesModel(Model):
    quotes: list[QuotedModel]
    partial: bool


class ManifestModel(CountsModel):
    query: dict[str, object]
    made_at: str
    articles: int
    rows: int
    total: int = 0


class FrozenModel(Model):
    name: str
    made_at: str
    articles: int


class CompletionModel(Model):
    value: str
    count: int
