// FontManifest: fonts/manifest.json read: which faces there are, and which CSS family names lead to them.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::text {

/// One entry of a family: the face to be used for a span of weights.
struct FamilyFace {
  std::string face;
  int min_weight = 1;
  int max_weight = 1000;
  bool italic = false;
};

struct CharacterRange {
  char32_t first = 0;
  char32_t last = 0x10FFFF;
  bool contains(char32_t c) const { return c >= first && c <= last; }
  friend bool operator==(const CharacterRange&, const CharacterRange&) = default;
};

/// Characters of a family that come from another face.
struct FamilyOverride {
  std::vector<CharacterRange> ranges;
  FamilyFace face;
};

struct FamilyName {
  std::string name;
  bool substitute = false;  // replaces a missing face
};

struct FontFamily {
  std::string id;
  std::string label;
  std::vector<FamilyName> names;
  std::vector<FamilyFace> faces;
  std::vector<FamilyOverride> overrides;
  std::vector<FamilyFace> fallback;
};

struct ManifestFace {
  std::string id;
  std::string file;
  std::string family;
  std::string licence;
  int weight = 400;
  bool italic = false;
  std::size_t bytes = 0;  // of the file; 0: not stated
  std::string sha256;
};

/// A name that stands for several families in turn: `serif`.
struct GenericFamily {
  std::string name;
  std::vector<std::size_t> families;  // places in the manifest, in the order in which they are tried
};

struct FontManifest {
  std::vector<ManifestFace> faces;
  std::vector<FontFamily> families;
  std::vector<GenericFamily> generics;
  std::vector<FamilyFace> fallback;
};

/// Reports: those of reading and of data::read_json, and text/bad-manifest.
base::Expected<FontManifest> read_font_manifest(const std::string& path, resources::SourceStore& sources,
                                                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::text
