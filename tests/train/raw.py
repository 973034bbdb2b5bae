"""A raw collection in miniature: corpora, post-edited translations and briefs, made up from a small grammar."""

import json
import lzma
from pathlib import Path
from random import Random

OFFICES = "council ministry port hospital university library museum court railway bank".split()
PLACES = "Lisbon Hamburg Osaka Quito Nairobi Tallinn Wuhan Leeds Bergen Tashkent".split()
THINGS = "bridge tunnel school market stadium harbour theatre garden station clinic".split()
DEEDS = "opened rebuilt inspected closed praised discussed financed planned visited cleaned".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ARTICLES = 260
DEV_LEAD = "The dam near Kyushu withstood the second flood of the season without any damage."
DEV_SECOND = "Engineers from the prefecture measured the wall twice and found no cracks at all."


def sentence(random: Random) -> str:
    """Something that could stand in a local paper."""
    office, place, thing = random.choice(OFFICES), random.choice(PLACES), random.choice(THINGS)
    deed, day, number = random.choice(DEEDS), random.choice(DAYS), random.randint(2, 980)
    return random.choice(
        (
            f"The {office} of {place} {deed} the new {thing} on {day}, said a spokesman for the city.",
            f"About {number} people from {place} {deed} the {thing} near the {office} after the long winter.",
            f"On {day} the {office} in {place} said that {number} million euros were spent on the {thing}.",
        )
    )


def paragraphs(random: Random, count: int = 4) -> str:
    """An article's text, with furniture that must not train anything."""
    body = [" ".join(sentence(random) for _ in range(3)) for _ in range(count)]
    return "\n\n".join(["READ MORE", *body, "Share: http://example.org/1234 today"])


def spoilt(text: str) -> str:
    """The same without articles: what a hasty translation makes of it."""
    return " ".join(word for word in text.split() if word not in {"the", "The"})


def article(number: int) -> dict[str, object]:
    """A corpus record; its lead is its first sentence, so that it is supported."""
    text = paragraphs(Random(number))
    lead = text.split("\n\n")[1].split(". ")[0] + "."
    kind = ("abstractive", "headline", "highlights", "none")[number % 4]
    return {"id": str(number), "title": "News", "text": text, "summary": lead, "summary_kind": kind}


def brief(number: int, opening: tuple[str, ...] = ()) -> dict[str, object]:
    """An article with its brief; every second one is a translation."""
    random = Random(10_000 + number)
    sentences = [*opening, *(sentence(random) for _ in range(6))]
    translations = {"system-a": [spoilt(s) for s in sentences], "system-b": [s.lower() for s in sentences]}
    points = [{"text": sentences[place], "evidence": [place + 1]} for place in (1, 2, 3)]
    return {
        "id": f"news/{number}",
        "register": "news",
        "title": "News of the day",
        "sentences": sentences,
        "source": None,
        "translations": translations if number % 2 else {},
        "headline": "City news in brief",
        "summary": points[:2],
        "key_points": points,
    }


def pair(number: int) -> dict[str, object]:
    """A post-edited translation, tokenised as such collections are."""
    clean = sentence(Random(20_000 + number)).replace(",", " ,").replace(".", " .")
    return {"id": f"xx-{number}", "source": "", "mt": spoilt(clean), "post_edit": clean, "hter": 0.1}


def write(path: Path, records: list[dict[str, object]]) -> None:
    """One compressed JSON Lines file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def write_collections(folder: Path) -> Path:
    """All of it, with traps: a development article in the corpora, a duplicate, an unsupported lead."""
    corpus = [article(number) for number in range(ARTICLES)]
    leaked = {**article(1), "id": "leaked", "text": f"{DEV_LEAD} {DEV_SECOND} {paragraphs(Random(7))}"}
    twice = {**article(0), "id": "twice"}
    invented = {**article(900), "id": "invented", "summary": "The court in Atlantis spent 77 euros."}
    write(folder / "corpora" / "local_paper.jsonl.xz", [*corpus, leaked, twice, invented])
    house = [{**article(2000 + number), "summary_kind": "headline"} for number in range(ARTICLES)]
    write(folder / "corpora" / "whitehouse_briefings.jsonl.xz", house)
    write(folder / "rewrite" / "pairs.jsonl.xz", [pair(number) for number in range(120)])
    write(folder / "briefs" / "train.jsonl.xz", [brief(number) for number in range(12)])
    write(folder / "briefs" / "dev.jsonl.xz", [brief(100 + n, (DEV_LEAD, DEV_SECOND)) for n in range(3)])
    return folder
