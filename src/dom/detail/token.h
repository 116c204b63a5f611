// What the tokenizer finds, as calls. A start tag comes in pieces, so that a template may write values into attributes:
//   <td class="{{ kind }}">   →   start_tag(td) attribute(class) attribute_text(…) attribute_end() start_tag_end()
#pragma once

#include "diagnostics/origin.h"
#include "dom/detail/element_name.h"

#include <string_view>

namespace gongwen::dom {

enum class SelfClosing : bool { No, Yes };

class TokenHandler {
 public:
  virtual ~TokenHandler() = default;

  // Texts are valid during the call only. Spans are places in the template.
  virtual void start_tag(ElementName name, const diagnostics::Span& span) = 0;
  /// `name` is the attribute as written; needed for data-* and aria-*.
  virtual void attribute(AttributeName attribute, std::string_view name, const diagnostics::Span& span) = 0;
  virtual void attribute_text(std::string_view text, const diagnostics::Span& span) = 0;
  virtual void attribute_end() = 0;
  virtual void start_tag_end(SelfClosing self_closing, const diagnostics::Span& span) = 0;
  virtual void end_tag(ElementName name, const diagnostics::Span& span) = 0;
  virtual void text(std::string_view text, const diagnostics::Span& span) = 0;
  /// Whether what comes next is part of a drawing. Always no where that is not known yet.
  virtual bool is_in_drawing() const = 0;
};

}  // namespace gongwen::dom
