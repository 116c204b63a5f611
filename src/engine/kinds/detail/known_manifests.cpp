#include "engine/kinds/detail/known_manifests.h"

#include "engine/kinds/detail/manifest.h"

#include <algorithm>
#include <string>

namespace gongwen::engine {
namespace {

constexpr KnownManifest kKnownManifests[] = {
#include "known_manifests.inc"
};

/// Null when it differs from the one that the program was built with.
const KnownManifest* find_known_manifest(std::string_view kind, std::string_view text) {
  const auto* const known = std::find_if(std::begin(kKnownManifests), std::end(kKnownManifests),
                                         [&](const KnownManifest& manifest) { return manifest.kind == kind; });
  return known == std::end(kKnownManifests) || known->text != text ? nullptr : known;
}

}  // namespace

bool is_known_manifest(std::string_view kind, std::string_view text) {
  return find_known_manifest(kind, text) != nullptr;
}

std::optional<KindInfo> known_kind_info(std::string_view kind, std::string_view text) {
  const KnownManifest* const known = find_known_manifest(kind, text);
  if (known == nullptr) return std::nullopt;
  KindInfo info{std::string(known->kind),
                std::string(known->title_zh),
                std::string(known->title_en),
                std::string(known->version),
                std::string(known->source_zh),
                std::string(known->source_en),
                {}};
  for (const FormatInfo& format : known_formats()) {
    const bool has_medium = format.medium == Medium::Page ? known->has_pages : known->has_sheets;
    if (format.is_document && has_medium) info.formats.push_back(format.format);
  }
  for (std::string_view rest = known->gathers; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    info.gathers.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  info.has_web_form = known->has_web_form;
  return info;
}

}  // namespace gongwen::engine
