
#include "base/format.h"
#include "base/unicode.h"
#include "cli/command.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::cli {
namespace {

using diagnostics::append_json_string;

std::string_view format_name(Format format) { return format == Format::Pdf ? "pdf" : "xlsx"; }

std::string formats_of(const KindInfo& kind, std::string_view separator, std::string_view quote) {
  std::string text;
  for (const Format format : kind.formats) {
    if (!text.empty()) text += separator;
    text.append(quote).append(format_name(format)).append(quote);
  }
  return text;
}

void append_padded(std::string& out, std::string_view text, std::size_t width) {
  out += text;
  out.append(width - std::min(width, base::terminal_width(text)) + 2, ' ');
}

std::string table_of(const std::vector<KindInfo>& kinds, const Wording& wording) {
  std::size_t name_width = 0;
  std::size_t title_width = 0;
  const auto title = [&](const KindInfo& kind) {
    return wording(kind.title_en, kind.title_zh);
  };
  for (const KindInfo& kind : kinds) {
    name_width = std::max(name_width, base::terminal_width(kind.name));
    title_width = std::max(title_width, base::terminal_width(title(kind)));
  }
  std::string out;
  for (const KindInfo& kind : kinds) {
    append_padded(out, kind.name, name_width);
    append_padded(out, title(kind), title_width);
    append_padded(out, formats_of(kind, ", ", ""), 9);
    out += kind.version + "\n";
  }
  return out;
}

std::string json_of(const std::vector<KindInfo>& kinds) {
  std::string out = "[";
  for (const KindInfo& kind : kinds) {
    if (out.size() > 1) out += ",";
    const auto member = [&out](std::string_view name, std::string_view value) {
      append_json_string(out, name);
      out += ":";
      append_json_string(out, value);
    };
    out += "{";
    member("kind", kind.name);
    out += ",\"title\":{";
    member("zh", kind.title_zh);
    out += ",";
    member("en", kind.title_en);
    out += "},";
    member("version", kind.version);
    out += ",\"source\":{";
    member("zh", kind.source_zh);
    out += ",";
    member("en", kind.source_en);
    out += "},\"outputs\":[" + formats_of(kind, ",", "\"") + "]}";
  }
  return out + "]\n";
}

class ListCommand final : public Command {
 public:
  std::string_view name() const override { return "list"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("list the kinds of document, with titles, outputs and versions", "列出文种及其标题、输出格式和版本");
  }
  void declare(OptionList& list) override { list.add("--json", &json_, "as JSON", "以 JSON 输出"); }

  int run(Session& session) override {
    const KindList list = session.engine().list();
    const int printed = session.print(json_ ? json_of(list.kinds) : table_of(list.kinds, session.wording()));
    return worse(printed, session.print_report(list.report));
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_list_command() { return std::make_unique<ListCommand>(); }

}  // namespace gongwen::cli
