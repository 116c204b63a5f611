// Manifests of the bundles that come with the program, known since it was built.
//
// `list` takes what it shows from here, and other runs need not check such a manifest again. One that differs in any
// byte is read and checked like those of other bundles.
#pragma once

#include "gongwen/engine.h"

#include <optional>
#include <string_view>

namespace gongwen::engine {

/// A manifest and what it says of its kind. cmake/known_manifests.cmake makes the table of all.
struct KnownManifest {
  std::string_view kind;
  std::string_view title_zh;
  std::string_view title_en;
  std::string_view version;
  std::string_view source_zh;
  std::string_view source_en;
  bool has_pages;
  bool has_sheets;
  std::string_view gathers;  // kinds, with a blank between
  bool has_web_form;
  std::string_view text;  // all bytes of the file
};

/// Whether `text` is the manifest of a kind that the program was built with, byte by byte: such a manifest is valid,
/// which tests see to.
bool is_known_manifest(std::string_view kind, std::string_view text);

/// What such a manifest says of its kind; nothing of others.
std::optional<KindInfo> known_kind_info(std::string_view kind, std::string_view text);

}  // namespace gongwen::engine
