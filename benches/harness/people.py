"""A million people for the administration to look through: names that differ, addresses of a few domains, so that one word
is hundreds of thousands of users', roles, and the words by which Hallpass finds them."""

import random
import unicodedata

from . import fill

# Of a thousand, how many are at which domain.
DOMAINS = (
    ("example.org", 450),
    ("example.com", 350),
    ("mail.example.net", 150),
    ("staff.example.edu", 49),
    ("tiny.example.info", 1),
)
# Of a thousand, how many have which role; the others are users.
ROLES = {"auditor": 20, "host": 1}
PERMITTED = '{auditor=["events.read"],host=["users.read","users.invite"]}'
# Of a thousand, how many are disabled.
DISABLED = 15
# How long ago the first of them came, in seconds.
FIRST = 400 * fill.DAY
FIRST_NAMES, LAST_NAMES = 3000, 9000
LONGEST = 254


def names(count, starts, middles, ends, seed):
    """So many that differ, made of syllables; the same ones each time."""
    made, drawn = {}, random.Random(seed)
    while len(made) < count:
        middle = "".join(drawn.choice(middles) for _ in range(drawn.randint(0, 2)))
        made[drawn.choice(starts) + middle + drawn.choice(ends)] = None
    return list(made)


class People:
    """All of them, from the one who came first. The first of all is the administrator who is signed in to."""

    def __init__(self, count):
        starts, middles = "An Be Ca Da El Fi Ge Ha Is Jo Ka Lé Ma Ni Ol Pa Ro Sa Te Vi".split(), "ri la no mé ta sí".split()
        self.first = names(FIRST_NAMES, starts, middles, "na lia rek mond ta nor sie wen".split(), 1)
        starts, middles = "Ab Bor Cul Dras Eb Fors Gil Hol Ing Jans Kov Lin Mor Nøl Øst Prus Rid Sten".split(), (
            "a be dor en gu hal ik ló mar".split()
        )
        self.last = names(LAST_NAMES, starts, middles, "berg dal feld gård hurst ic ley ov sen stein well zak".split(), 2)
        self.count = count
        self.domains = [name for name, share in DOMAINS for _ in range(share)]
        self.roles = ["user"] * 1000
        at = 0
        for role, share in ROLES.items():
            self.roles[at : at + share] = [role] * share
            at += share

    def about(self, number):
        """Name, e-mail and role of one, and whether they are disabled; the same each time."""
        if number == 0:
            return "Ada Ström", fill.email(0), "admin", False
        drawn = random.Random(number)
        # A few names are many people's, most are few people's.
        first = self.first[int(FIRST_NAMES * drawn.random() ** 3)]
        last = self.last[int(LAST_NAMES * drawn.random() ** 2)]
        local = f"{plain(first)}.{plain(last)}{number}"
        form = drawn.random()
        if form < 0.03:
            last = f"O’{last}"
        elif form < 0.08:
            last = f"{last}-{self.last[drawn.randrange(LAST_NAMES)]}"
        domain, role = self.domains[drawn.randrange(1000)], self.roles[drawn.randrange(1000)]
        return f"{first} {last}", f"{local}@{domain}", role, drawn.randrange(1000) < DISABLED

    def came_at(self, number, now):
        return int(now - FIRST + number * (FIRST - fill.DAY) // self.count)

    def rare_last_name(self):
        return self.last[-1]

    def common_first_name(self):
        return self.first[0]

    def common_last_name(self):
        return self.last[0]


def fold(text):
    """Without case, accents and width."""
    kept = [each for each in unicodedata.normalize("NFKD", text) if not unicodedata.category(each).startswith("M")]
    return "".join(kept).replace("’", "'").lower()


def plain(text):
    """As it stands in an address."""
    return "".join(each for each in fold(text).replace("ø", "o") if each.isascii() and each.isalnum())


def words(name, email):
    """The words of a name and an e-mail, as src/auth/words.rs makes them."""
    found = set()
    for whole in fold(name).split():
        parts = _parts(whole)
        found.update(parts)
        if len(parts) > 1:
            begin, end = whole.index(parts[0]), whole.rindex(parts[-1]) + len(parts[-1])
            found.add(whole[begin:end])
    email = fold(email)
    found.add(email)
    local, at, host = email.partition("@")
    if at:
        found.update(_parts(local))
        found.add(host)
        found.update(host.split(".")[:-1])
    return sorted(word for word in found if word and len(word.encode()) <= LONGEST)


def _parts(text):
    """What stands between all that is neither letter nor digit."""
    return "".join(each if each.isalnum() else " " for each in text).split()
