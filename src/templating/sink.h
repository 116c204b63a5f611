// Sink: receives the output of an expansion. The whole document is never built as a text: the machine
// passes on pieces, and marks each as markup of the template, as a value, or as a value that the author
// marked safe. So a value can never become markup by accident, whatever it contains, and each piece has its
// origin.
//
// dom implements it with a push tokenizer; captures (`{% set %}…{% endset %}`, macros used as values) and `gongwen
// eval` write into a text.
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

/// The part of a template between two tags, exactly as in the source: `text` is the source's text at
/// `span`.
struct Literal {
  std::string_view text;
  diagnostics::Span span;
  /// Numbered over all templates of one TemplateSet, so that a sink can keep tables of prepared
  /// literals.
  std::uint32_t id = 0;
};

/// The type of a value that is written as its text.
enum class TypedText : std::uint8_t { Number, Boolean };

class Sink {
 public:
  virtual ~Sink() = default;

  // Each returns whether to continue the expansion. After `false` nothing more is written; the reason must have been
  // reported.

  virtual bool literal(const Literal& literal) = 0;
  /// Writes a value as text: it is never parsed as markup.
  virtual bool text(std::string_view value, const diagnostics::Origin& origin) = 0;
  /// Writes a number or a truth value. Only few sinks, such as those of cells, distinguish these from texts.
  virtual bool typed(std::string_view value, TypedText /*type*/, const diagnostics::Origin& origin) {
    return text(value, origin);
  }
  /// Writes a value marked safe: markup, which is tokenised.
  virtual bool markup(std::string_view value, const diagnostics::Origin& origin) = 0;
};

}  // namespace gongwen::templating
