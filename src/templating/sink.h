// Sink: what an expansion writes into. No whole-document text is built: the machine hands over
// pieces, and says of each whether it is markup of the template, a value, or a value that the
// author marked safe. So a value can never become markup by accident, whatever it contains, and
// each piece brings its origin along.
//
// dom implements it with a push tokenizer; captures (`{% set %}…{% endset %}`, macros used as
// values) and `gongwen eval` write into a text.
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

/// A stretch of a template between two tags, exactly as it is in the source: `text` is the
/// source's text at `span`.
struct Literal {
  std::string_view text;
  diagnostics::Span span;
  /// Counts up over all templates of one TemplateSet, so that a sink can keep tables of prepared
  /// literals.
  std::uint32_t id = 0;
};

/// The type of a value that is written as its text.
enum class TypedText : std::uint8_t { Number, Boolean };

class Sink {
 public:
  virtual ~Sink() = default;

  // Each returns whether the expansion shall continue; after `false` nothing more is written, and the
  // reason was reported.

  virtual bool literal(const Literal& literal) = 0;
  /// A value: text by construction, never parsed as markup.
  virtual bool text(std::string_view value, const diagnostics::Origin& origin) = 0;
  /// A number or a truth value. Only few sinks, such as those of cells, tell them from texts.
  virtual bool typed(std::string_view value, TypedText /*type*/, const diagnostics::Origin& origin) {
    return text(value, origin);
  }
  /// A value marked safe: markup, tokenised as it comes.
  virtual bool markup(std::string_view value, const diagnostics::Origin& origin) = 0;
};

}  // namespace gongwen::templating
