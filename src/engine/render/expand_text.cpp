#include "base/ascii.h"
#include "base/utf8.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/choice_titles.h"
#include "engine/render/expand_document.h"
#include "templating/render.h"

namespace gongwen::engine {
namespace {

/// Values stay as they are: the result is not markup.
class PlainSink final : public templating::Sink {
 public:
  bool literal(const templating::Literal& literal) override {
    text_.append(literal.text);
    return true;
  }
  bool text(std::string_view value, const diagnostics::Origin&) override {
    text_.append(value);
    return true;
  }
  bool markup(std::string_view value, const diagnostics::Origin&) override {
    text_.append(value);
    return true;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::optional<std::string> expand_text(const CompiledKind& kind, std::string_view name, const data::Value& data,
                                       const Limits& limits, Run& run) {
  const std::vector<templating::Binding> bindings = template_bindings(kind.calendars, data, false);
  PlainSink text;
  const ChoiceTitles titles(kind, run);
  templating::RenderInput input{name, data, bindings, templating_limits(limits, run.sink().stop_check())};
  input.choice_title = [&titles](diagnostics::DataPlace place, std::string_view code) {
    return titles.title_of(place, code);
  };
  if (!templating::render(*kind.publish_templates, input, text, run.sink())) return std::nullopt;
  // Line feeds of own texts: see HtmlSink.
  std::string lines;
  for (const auto& decoded : base::CodePoints(text.text())) {
    base::append_utf8(lines, decoded.code_point == U'\u2028' ? U'\n' : decoded.code_point);
  }
  return std::string(base::trim_ascii_space(lines));
}

}  // namespace gongwen::engine
