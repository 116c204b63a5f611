// Any values as what somebody posts of a form. The first byte chooses the kind, the second one the step of the page;
// each line after them is a pointer, a tab and a text, or with `!` before it the name of a file that the caller
// received.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <gongwen/engine.h>

namespace {

using namespace gongwen;

const Engine& engine() {
  static const Engine engine = [] {
    EngineOptions options;
    options.template_folders = {GONGWEN_SOURCE_DIR "/templates"};
    return Engine(options);
  }();
  return engine;
}

void require(bool condition) {
  if (!condition) std::abort();
}

TypedValues values_of(std::string_view text) {
  TypedValues values;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_file = line.starts_with('!');
    if (is_file) line.remove_prefix(1);
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const std::string pointer(line.substr(0, tab));
    const std::string_view typed = line.substr(std::min(tab + 1, line.size()));
    // Twice in a row is a field with several choices; elsewhere it came twice.
    if (!values.empty() && values.back().pointer == pointer && values.back().is_file == is_file) {
      values.back().texts.emplace_back(typed);
    } else {
      values.push_back({pointer, {std::string(typed)}, is_file});
    }
  }
  return values;
}

/// Nothing that was typed is ever markup, whatever it was.
void check_page(const std::string& page) {
  require(page.ends_with("</html>\n") || page.ends_with("</html>"));
  require(page.find("<script") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::vector<std::string> kinds{"commitment-letter",    "expert-application",   "iso-form-4",
                                              "justification-report", "proposal-information", "proposal-review"};
  if (size < 2) return 0;
  const std::string& kind = kinds[bytes[0] % kinds.size()];
  const TypedValues values = values_of({reinterpret_cast<const char*>(bytes) + 2, size - 2});
  const FormReading reading = engine().read_form(kind, values, Language::Chinese);
  if (!reading.refused.empty()) require(!reading.ok && reading.json.empty());
  FormPageInput input;
  input.step = bytes[1] % 8;
  input.leads_to_all = true;
  input.at_first_error = bytes[1] >= 128;
  input.values = values;
  input.messages = reading.messages;
  for (const std::string& refused : reading.refused) input.left.push_back({refused, {"<script>"}});
  check_page(engine().form_page(kind, input).text);
  if (!values.empty()) with_row_up(without_row(values, values.front().pointer), values.back().pointer);
  if (!reading.ok) return 0;
  // What was read can be shown and read again.
  DataSource data;
  data.path = "data.json";
  data.text = reading.json;
  const TypedValues shown = engine().form_values(kind, data);
  require(engine().read_form(kind, shown, Language::Chinese, {}, &data).refused.empty());
  return 0;
}
