#include "diagnostics/catalogue.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace entries {

using enum Severity;
using enum Fault;

#define GONGWEN_DIAGNOSTIC(name, id, severity, fault, message_en, message_zh, hint_en, hint_zh, cause_en, cause_zh, \
                           remedy_en, remedy_zh)                                                                    \
  extern constexpr CatalogueEntry name{id,                                                                          \
                                       severity,                                                                    \
                                       fault,                                                                       \
                                       {message_en, message_zh},                                                    \
                                       {hint_en, hint_zh},                                                          \
                                       {cause_en, cause_zh},                                                        \
                                       {remedy_en, remedy_zh}};
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC

}  // namespace entries

namespace {

constexpr const CatalogueEntry* kCatalogue[] = {
#define GONGWEN_DIAGNOSTIC(name, ...) &entries::name,
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC
};

}  // namespace

std::span<const CatalogueEntry* const> catalogue() { return kCatalogue; }

std::optional<DiagnosticId> find_message(std::string_view id) {
  const auto found = std::ranges::find(kCatalogue, id, [](const CatalogueEntry* entry) { return entry->id; });
  if (found == std::end(kCatalogue)) return std::nullopt;
  return DiagnosticId{*found};
}

}  // namespace gongwen::diagnostics
