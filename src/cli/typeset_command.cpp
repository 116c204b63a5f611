#include "base/json.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class TypesetCommand final : public Command {
 public:
  std::string_view name() const override { return "typeset"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("render a page of HTML and CSS as PDF, without data", "把 HTML 和 CSS 页面排成 PDF，不用数据");
  }
  void declare(OptionList& list) override {
    list.add("HTML", &html_, "the page; `-` is the standard input", "HTML 文件，`-` 表示标准输入").required = true;
    OptionSpec& output =
        list.add("-o,--output", &output_, "the PDF file; `-` is the standard output", "PDF 文件，`-` 表示标准输出");
    output.value = "FILE";
    output.required = true;
    list.add("--profile", &profile_, "also proofread the pages: `gbt9704` or `tc260-plain`",
             "并按规范校对版面：`gbt9704` 或 `tc260-plain`")
        .value = "NAME";
    list.add("--json", &json_, "print the result as JSON", "以 JSON 输出结果");
  }

  int run(Session& session) override {
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.hashes = json_;
    if (resources::is_standard_output(output_)) {
      if (json_) return print_usage_error(session, diagnostics::messages::CliTwoResults, {"--json", "-o " + output_});
      session.give_output_away();
    }
    const Rendering rendering = session.engine().typeset({html_}, {output_}, options);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

 private:
  std::string html_;
  std::string profile_;
  std::string output_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_typeset_command() { return std::make_unique<TypesetCommand>(); }

}  // namespace gongwen::cli
