#include "diagnostics/catalogue.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace {

template <typename... Texts>
consteval std::array<std::uint16_t, StoredEntry::kTexts> lengths_of(const Texts&... texts) {
  return {static_cast<std::uint16_t>(std::string_view(texts).size())...};
}

}  // namespace

namespace entries {

using enum Severity;
using enum Fault;

#define GONGWEN_DIAGNOSTIC(name, id, severity, fault, message_en, message_zh, hint_en, hint_zh, cause_en, cause_zh, \
                           remedy_en, remedy_zh)                                                                    \
  extern constexpr StoredEntry name{                                                                                \
      id message_en message_zh hint_en hint_zh cause_en cause_zh remedy_en remedy_zh,                               \
      lengths_of(id, message_en, message_zh, hint_en, hint_zh, cause_en, cause_zh, remedy_en, remedy_zh), severity, \
      fault};
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC

}  // namespace entries

namespace {

constexpr DiagnosticId kCatalogue[] = {
#define GONGWEN_DIAGNOSTIC(name, ...) {&entries::name},
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC
};

}  // namespace

CatalogueEntry catalogue_entry(DiagnosticId id) {
  const StoredEntry& stored = *id.entry;
  std::array<std::string_view, StoredEntry::kTexts> texts;
  const char* next = stored.texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = {next, stored.lengths[i]};
    next += stored.lengths[i];
  }
  return {texts[0],
          stored.severity,
          stored.fault,
          {texts[1], texts[2]},
          {texts[3], texts[4]},
          {texts[5], texts[6]},
          {texts[7], texts[8]}};
}

std::span<const DiagnosticId> catalogue() { return kCatalogue; }

std::optional<DiagnosticId> find_message(std::string_view id) {
  const auto has_id = [id](DiagnosticId message) {
    return catalogue_entry(message).id == id;
  };
  const auto found = std::ranges::find_if(kCatalogue, has_id);
  if (found == std::end(kCatalogue)) return std::nullopt;
  return *found;
}

}  // namespace gongwen::diagnostics
