#include "diagnostics/catalogue.h"

namespace gongwen::diagnostics {
namespace {

using enum Severity;
using enum Fault;

constexpr CatalogueEntry kCatalogue[] = {
#define GONGWEN_DIAGNOSTIC(name, id, severity, fault, message_en, message_zh, hint_en, hint_zh, cause_en, cause_zh, \
                           remedy_en, remedy_zh)                                                                    \
  CatalogueEntry{id,                                                                                                \
                 severity,                                                                                          \
                 fault,                                                                                             \
                 {message_en, message_zh},                                                                          \
                 {hint_en, hint_zh},                                                                                \
                 {cause_en, cause_zh},                                                                              \
                 {remedy_en, remedy_zh}},
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC
};

}  // namespace

const CatalogueEntry& catalogue_entry(DiagnosticId id) { return kCatalogue[static_cast<std::size_t>(id)]; }

std::span<const CatalogueEntry> catalogue() { return kCatalogue; }

}  // namespace gongwen::diagnostics
