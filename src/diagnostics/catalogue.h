// The catalogue: every message that gongwen can give, in Chinese and English, with its cause and its remedy. The table
// lies in catalogue/*.def, one file a module; docs/diagnostics.md is generated from it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gongwen::diagnostics {

enum class Language : std::uint8_t { English, Chinese };

/// `Note` is only ever attached to another message. An error stops the output; a warning does not, unless --strict.
enum class Severity : std::uint8_t { Note, Warning, Error };

/// What kind of failure an error is, which decides the exit status: 1, 2 or 3.
enum class Fault : std::uint8_t { Input, Usage, Environment };

struct BilingualText {
  std::string_view english;
  std::string_view chinese;
  std::string_view in(Language language) const { return language == Language::Chinese ? chinese : english; }
};

/// Patterns name their arguments `{0}`, `{1}` … as the reporter gives them.
struct CatalogueEntry {
  std::string_view id;    // `module/kebab-name`; stable, never renamed, never used again
  Severity severity;      // as reported; --strict raises warnings
  Fault fault;            // meaningful for errors
  BilingualText message;  // what is wrong with this value; lower case, no full stop
  BilingualText hint;     // what to do; left out when an argument that it names is empty
  BilingualText cause;    // one sentence for the manual
  BilingualText remedy;   // one sentence for the manual
};

enum class DiagnosticId : std::uint16_t {
#define GONGWEN_DIAGNOSTIC(name, ...) name,
#include "diagnostics/catalogue.def"
#undef GONGWEN_DIAGNOSTIC
};

const CatalogueEntry& catalogue_entry(DiagnosticId id);
std::span<const CatalogueEntry> catalogue();

}  // namespace gongwen::diagnostics
