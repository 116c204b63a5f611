#include "templating/detail/text_sink.h"

#include "templating/detail/text/python_text.h"

// Escapes values and passes markup through, like Jinja's output with autoescaping.
namespace gongwen::templating {

bool TextSink::text(std::string_view value, const diagnostics::Origin&) {
  append_escaped(text_, value);
  return true;
}

}  // namespace gongwen::templating
