// The catalogue: every message that gongwen can give, in Chinese and English, with its cause and its remedy. The table
// lies in catalogue/*.def, one file a module; docs/diagnostics.md is generated from it.
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

/// `Note` is only ever attached to another message. An error stops the output; a warning does not, unless --strict.
/// The type is public: gongwen/message.h.
using gongwen::Severity;

/// What kind of failure an error is, which decides the exit status: 1, 2 or 3.
enum class Fault : std::uint8_t { Input, Usage, Environment };

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

/// An entry as the program has it: all its texts in a row, and the length of each. The loader sets every pointer of a
/// program at each start, page by page: one for each message is little, nine were a third of all.
struct StoredEntry {
  static constexpr std::size_t kTexts = 9;
  const char* texts;
  std::array<std::uint16_t, kTexts> lengths;
  Severity severity;
  Fault fault;
};

/// Names a message: where its entry lies. Each module's names are constants `messages::SheetNoSheet`, declared by
/// catalogue/<module>.h, so that a new message concerns the sources of its module only.
struct DiagnosticId {
  const StoredEntry* entry = nullptr;
  friend constexpr bool operator==(DiagnosticId, DiagnosticId) = default;
};

CatalogueEntry catalogue_entry(DiagnosticId id);

/// All messages, in the order of the modules.
std::span<const DiagnosticId> catalogue();

/// The message `module/kebab-name`; none if the catalogue has no such identifier.
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
