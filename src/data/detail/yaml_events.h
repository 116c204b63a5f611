// YAML as events, and the types of its scalars.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::data {

// The type of a YAML scalar without quotes: YAML 1.2.2 section 10.3.2, the core schema.

struct YamlNull {};
/// A number that is not an integer of 64 bits, as JSON writes it.
struct YamlDecimal {
  std::string text;
};
/// `.inf`, `.nan`
struct YamlNotANumber {};
struct YamlText {};

using YamlScalar = std::variant<YamlNull, bool, std::int64_t, YamlDecimal, YamlNotANumber, YamlText>;

YamlScalar resolve_yaml_scalar(std::string_view text);

// A YAML text as a list of events, before types and aliases are resolved. Hides the library that parses it.

enum class YamlEventKind : std::uint8_t {
  Null,
  Plain,   // a scalar without quotes; its form determines its type
  Quoted,  // a scalar in quotes or in a block: a text
  Alias,
  BeginSequence,
  EndSequence,
  BeginMap,
  EndMap,
  EndDocument,
};

struct YamlEvent {
  YamlEventKind kind;
  std::uint32_t begin = 0;   // byte offset in the text; unknown (0) for ends
  std::uint64_t anchor = 0;  // 0: none; for an alias, the anchor that it refers to
  std::string text{};        // scalars
  std::string tag{};         // as resolved; empty for none
};

struct YamlEvents {
  std::vector<YamlEvent> events;
  bool complete = false;  // false when an error was reported
};

/// Reports: data/yaml-syntax, data/too-deep, data/too-many-values.
YamlEvents read_yaml_events(diagnostics::SourceId source, std::string_view text, std::size_t max_events,
                            diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
