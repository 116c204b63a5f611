
#include "base/format.h"
#include "base/unicode.h"
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"

namespace gongwen::cli {
namespace {

std::string formats_of(const KindInfo& kind) {
  std::string text;
  for (const Format format : kind.formats) text.append(text.empty() ? "" : ", ").append(format_info(format).name);
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
    return wording({kind.title_en, kind.title_zh});
  };
  for (const KindInfo& kind : kinds) {
    name_width = std::max(name_width, base::terminal_width(kind.name));
    title_width = std::max(title_width, base::terminal_width(title(kind)));
  }
  std::string out;
  for (const KindInfo& kind : kinds) {
    append_padded(out, kind.name, name_width);
    append_padded(out, title(kind), title_width);
    append_padded(out, formats_of(kind), 9);
    out += kind.version + "\n";
  }
  return out;
}

class ListCommand final : public Command {
 public:
  std::string_view name() const override { return "list"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliListSummary); }
  void declare(OptionList& list) override { list.add("--json", &json_, texts::CliAsJson); }

  int run(Session& session) override {
    const KindList list = session.engine().list();
    const int printed =
        session.print(json_ ? engine::kinds_json(list.kinds).text() + "\n" : table_of(list.kinds, session.wording()));
    return worse(printed, session.print_report(list.report));
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_list_command() { return std::make_unique<ListCommand>(); }

}  // namespace gongwen::cli
