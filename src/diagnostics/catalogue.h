// The catalogue: all messages of gongwen in Chinese and English, with cause and remedy. The table is in
// catalogue/*.def, one file per module; `gongwen explain` prints it.
#pragma once

#include "diagnostics/text.h"
#include "gongwen/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gongwen::diagnostics {

/// A Note is always attached to another message. An error prevents the output; a warning does so only with
/// --strict. The type is public: gongwen/message.h.
using gongwen::Severity;

/// The cause of an error, which determines the exit status: 1, 2 or 3.
enum class Fault : std::uint8_t { Input, Usage, Environment };

/// Patterns refer to the arguments of the report as `{0}`, `{1}` ….
struct CatalogueEntry {
  std::string_view id;    // `module/kebab-name`; stable, never renamed, never used again
  Severity severity;      // as reported; --strict raises warnings
  Fault fault;            // meaningful for errors
  BilingualText message;  // says what is wrong with the value; lower case, no full stop
  BilingualText hint;     // what to do; omitted if an argument that it names is empty
  BilingualText cause;    // one sentence for the manual
  BilingualText remedy;   // one sentence for the manual
};

/// An entry in the compiled program: all its texts in one string, and their lengths. One pointer per message
/// instead of nine keeps the number of pointers small that the loader must relocate at each start (nine were a third of
/// all).
struct StoredEntry {
  static constexpr std::size_t kTexts = 9;
  const char* texts;
  std::array<std::uint16_t, kTexts> lengths;
  Severity severity;
  Fault fault;
};

/// Refers to the entry of a message. The constants `messages::SheetNoSheet` of each module are declared in
/// catalogue/<module>.h, so that a new message recompiles only the sources of its module.
struct DiagnosticId {
  const StoredEntry* entry = nullptr;
  friend constexpr bool operator==(DiagnosticId, DiagnosticId) = default;
};

CatalogueEntry catalogue_entry(DiagnosticId id);

/// All messages, in the order of the modules.
std::span<const DiagnosticId> catalogue();

/// Finds the message `module/kebab-name`; nullopt if the catalogue does not have it.
std::optional<DiagnosticId> find_message(std::string_view id);

}  // namespace gongwen::diagnostics

#define GONGWEN_DECLARE_MESSAGE(name, ...)            \
  namespace gongwen::diagnostics {                    \
  namespace entries {                                 \
  extern const StoredEntry name;                      \
  }                                                   \
  namespace messages {                                \
  inline constexpr DiagnosticId name{&entries::name}; \
  }                                                   \
  }
