"""The manifest agrees with itself and says what the engine relies on."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from prepare import build, manifest  # noqa: E402

DATA = manifest.Manifest().data
FACE_IDS = [face["id"] for face in DATA["faces"]]
SHA256 = re.compile(r"[0-9a-f]{64}")
STEPS = {*build.DRAFT_STEPS, *build.SOURCE_STEPS, "no-hints", "drawn"}
WANTED_NAMES = """
    FangSong 仿宋 仿宋_GB2312 FangSong_GB2312 STFangsong 华文仿宋 FandolFang FandolFang-Regular
    SimSun 宋体 NSimSun 新宋体 STSong 华文宋体 思源宋体 FandolSong
    方正小标宋简体 FZXiaoBiaoSong-B05 FZXiaoBiaoSong-B05S 方正小标宋_GBK 小标宋
    KaiTi 楷体 楷体_GB2312 KaiTi_GB2312 STKaiti 华文楷体 霞鹜文楷 FandolKai
    SimHei 黑体 STHeiti 华文黑体 微软雅黑 思源黑体 FandolHei
    Times Tinos Arial Helvetica Arimo Courier Cousine
""".split() + [
    "FandolFang R",
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Kaiti SC",
    "LXGW WenKai",
    "Heiti SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Times New Roman",
    "Liberation Serif",
    "Liberation Sans",
    "Courier New",
    "Liberation Mono",
    "DejaVu Sans",
]


def face_references():
    """Yields every (place, face id) outside the list of faces."""
    for family in DATA["families"]:
        for key in ("faces", "overrides", "fallback"):
            for entry in family[key]:
                yield f"{family['id']}.{key}", entry["face"]
    for entry in DATA["fallback"]:
        yield "fallback", entry["face"]


class ManifestTest(unittest.TestCase):
    def test_packages_name_their_archives(self):
        """Other releases of Debian offer other versions: the pinned one is fetched by its path."""
        for package in DATA["packages"]:
            version = package["version"].rpartition(":")[2]
            self.assertRegex(
                package["archive"], rf"^pool/main/\w/\S+/{re.escape(package['package'] + '_' + version)}_all\.deb$"
            )
            self.assertRegex(package["archive_sha256"], SHA256)

    def test_layout_is_the_one_that_save_writes(self):
        text = manifest.MANIFEST_FILE.read_text("utf-8")
        self.assertEqual(text, manifest.layout(DATA) + "\n")

    def test_face_ids_files_and_postscript_names_are_unique(self):
        self.assertEqual(len(FACE_IDS), len(set(FACE_IDS)))
        self.assertEqual(len(FACE_IDS), len({face["file"] for face in DATA["faces"]}))
        named = {(f["family"], f["weight"], f["style"]) for f in DATA["faces"]}
        self.assertEqual(len(FACE_IDS), len(named))

    def test_unknown_outlines_are_refused(self):
        face = {**DATA["faces"][0], "outlines": "event"}
        with self.assertRaisesRegex(manifest.ManifestError, "unknown outlines 'event'"):
            build.build_face(face, "")

    def test_every_face_referred_to_exists(self):
        for place, face_id in face_references():
            self.assertIn(face_id, FACE_IDS, place)

    def test_every_face_can_be_reached(self):
        self.assertEqual(set(FACE_IDS), {face_id for _, face_id in face_references()})

    def test_every_family_name_is_unique_whatever_its_case(self):
        names = [n["name"].casefold() for f in DATA["families"] for n in f["names"]]
        names += list(DATA["generic"])
        self.assertEqual(len(names), len(set(names)))

    def test_usual_family_names_are_known(self):
        names = {n["name"] for f in DATA["families"] for n in f["names"]}
        self.assertEqual([], [name for name in WANTED_NAMES if name not in names])

    def test_proprietary_names_are_marked_as_substitutes(self):
        marks = {n["name"]: n["substitute"] for f in DATA["families"] for n in f["names"]}
        self.assertTrue(marks["仿宋_GB2312"] and marks["方正小标宋简体"] and marks["SimHei"])
        self.assertFalse(marks["FandolFang"] or marks["思源宋体"] or marks["霞鹜文楷"])

    def test_generic_families_name_existing_families(self):
        ids = {family["id"] for family in DATA["families"]}
        for name, members in DATA["generic"].items():
            self.assertTrue(set(members) <= ids, name)

    def test_every_weight_and_upright_style_finds_one_face(self):
        for family in DATA["families"]:
            # Where nothing is bold, the engine draws it.
            has_bold = any(entry["weight"][1] > 599 for entry in family["faces"])
            for weight in (1, 400, 599, 600, 700, 1000) if has_bold else (1, 400, 599):
                found = [
                    entry["face"]
                    for entry in family["faces"]
                    if entry["style"] == "normal"
                    and entry["weight"][0] <= weight <= entry["weight"][1]
                ]
                self.assertEqual(1, len(found), (family["id"], weight))

    def test_every_source_is_a_file_of_a_package_under_its_licence(self):
        packages = {entry["package"]: entry for entry in DATA["packages"]}
        for face in DATA["faces"]:
            if face["kind"] == "drawn":
                continue
            package = packages[face["source"]["package"]]
            paths = [entry["path"] for entry in package["files"]]
            self.assertIn(face["source"]["path"], paths)
            self.assertEqual(package["licence"], face["licence"], face["id"])

    def test_every_licence_is_named_and_explained(self):
        explained = (manifest.FONTS / "LICENCES.md").read_text("utf-8")
        for face in DATA["faces"]:
            self.assertIn(face["licence"], explained, face["id"])
        for package in DATA["packages"]:
            self.assertIn(package["package"], explained)
            texts = [entry["path"] for entry in package["licence_files"]]
            self.assertIn(package["copyright"], texts)

    def test_every_file_is_pinned(self):
        for face in DATA["faces"]:
            self.assertRegex(face["sha256"], SHA256, face["id"])
            self.assertGreater(face["bytes"], 0)
        for package in DATA["packages"]:
            for entry in package["files"] + package["licence_files"]:
                self.assertRegex(entry["sha256"], SHA256, entry["path"])

    def test_every_step_is_known(self):
        for face in DATA["faces"]:
            self.assertEqual([], [s for s in face["steps"] if s not in STEPS], face["id"])

    def test_no_own_name_contains_a_reserved_one(self):
        reserved = re.compile("liberation|arimo|tinos|cousine|lxgw|霞鹜|vera|noto|source", re.I)
        for face in DATA["faces"]:
            self.assertNotRegex(face["family"], reserved)


if __name__ == "__main__":
    unittest.main()
