#include "cli/command.h"
#include "cli/rendered_files.h"
#include "cli/table_option.h"

namespace gongwen::cli {
namespace {

class RenderCommand final : public Command {
 public:
  std::string_view name() const override { return "render"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("make PDF and Excel files from data", "由数据生成 PDF 和 Excel 文件");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("DATA", &data_, "data file; `-` is the standard input; without it, the blank form",
             "数据文件，`-` 表示标准输入；不给则生成空白表");
    OptionSpec& output = list.add("-o,--output", &outputs_,
                                  "file ending in .pdf or .xlsx, or a folder with `/` at its end; may be repeated",
                                  "以 .pdf 或 .xlsx 结尾的文件，或以 `/` 结尾的文件夹；可重复");
    output.value = "FILE";
    output.required = true;
    tables_.declare(list);
    list.add("--fillable", &fillable_, "the fields of the form can be filled in", "生成可填写的表");
    list.add("--field-font", &field_font_,
             "what can be typed into a PDF: `common` or `wide` (default) or `none` or a TrueType file",
             "PDF 填写用字：`common`、`wide`（默认）、`none` 或 TrueType 字体文件")
        .value = "FONT";
    list.add("--no-signature-fields", &no_signature_fields_, "places to sign are printed only",
             "签名处只印出，不作为签名域");
    list.add("--attach-data", &attach_data_, "attach the data to the PDF as JSON (PDF/A-3a)",
             "把数据作为 JSON 附件放入 PDF（PDF/A-3a）");
  }

  int run(Session& session) override {
    std::optional<std::vector<TableFile>> tables = tables_.files(session);
    if (!tables) return static_cast<int>(Status::BadUsage);
    std::vector<Output> outputs;
    for (const std::string& path : outputs_) outputs.push_back({path});
    RenderOptions options = session.render_options();
    options.fillable = fillable_;
    if (!field_font_.empty()) options.field_font = field_font_;
    options.signature_fields = !no_signature_fields_;
    options.attach_data = attach_data_;
    const Rendering rendering =
        session.engine().render_files(kind_, {data_, std::nullopt, *std::move(tables)}, outputs, options);
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

 private:
  std::string kind_;
  std::string data_;
  std::vector<std::string> outputs_;
  std::string field_font_;
  bool fillable_ = false;
  bool no_signature_fields_ = false;
  bool attach_data_ = false;
  TableOption tables_;
};

}  // namespace

std::unique_ptr<Command> make_render_command() { return std::make_unique<RenderCommand>(); }

}  // namespace gongwen::cli
