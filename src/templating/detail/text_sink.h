// TextSink: writes the expansion into one text, with values escaped as in Jinja2. For captures, `gongwen eval` and
// tests.
#pragma once

#include "templating/sink.h"

#include <string>
#include <utility>

namespace gongwen::templating {

class TextSink final : public Sink {
 public:
  bool literal(const Literal& literal) override {
    text_.append(literal.text);
    return true;
  }
  bool text(std::string_view value, const diagnostics::Origin& origin) override;
  bool markup(std::string_view value, const diagnostics::Origin&) override {
    text_.append(value);
    return true;
  }

  const std::string& text() const { return text_; }
  std::string take() && { return std::move(text_); }
  void clear() { text_.clear(); }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

 private:
  std::string text_;
};

}  // namespace gongwen::templating
