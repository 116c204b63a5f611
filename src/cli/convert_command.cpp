#include "cli/convert_command.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "gongwen/show.h"

namespace gongwen::cli {
namespace {

constexpr std::string_view kConvertedForms[] = {"pdf", "png", "svg", "txt"};

base::Json conversion_json(const Conversion& conversion) {
  base::Json files = base::Json::list();
  for (const ConvertedFile& file : conversion.files) {
    base::Json one = base::Json::object();
    one.set("path", file.path).set("format", kConvertedForms[static_cast<std::size_t>(conversion.form)]);
    one.set("pages", file.pages);
    if (file.page > 0) one.set("page", file.page);
    files.add(std::move(one.set("bytes", file.size).set("sha256", file.sha256)));
  }
  base::Json objects = base::Json::object();
  objects.set("read", conversion.objects.read).set("drawn", conversion.objects.drawn);
  objects.set("reported", conversion.objects.reported).set("hidden", conversion.objects.hidden);
  base::Json json = base::Json::object();
  json.set("files", std::move(files)).set("pages", conversion.pages).set("objects", std::move(objects));
  json.set("characters", conversion.objects.characters).set("seals", conversion.seals);
  return std::move(json.set("attachments", conversion.attachments));
}

class ConvertCommand final : public Command {
 public:
  std::string_view name() const override { return "convert"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliConvertSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &file_, texts::CliConvertFile).required = true;
    OptionSpec& output = list.add("-o,--output", &output_, texts::CliConvertOutput);
    output.value = "FILE";
    output.required = true;
    OptionSpec& format = list.add("--format", &format_, texts::CliConvertFormat);
    for (const std::string_view form : kConvertedForms) format.choices.emplace_back(form);
    dpi_.declare(list);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    const StopOnSignal signals;
    const RenderOptions common = session.render_options();
    const EngineOptions engine = session.engine_options();
    if (const int status = give_output_to(session, output_, json_)) return status;
    ConvertOptions options;
    options.share_folder = engine.share_folder;
    options.libexec_folder = engine.libexec_folder;
    options.temporary_folder = engine.temporary_folder;
    options.font_folders = engine.font_folders;
    options.deadline = common.deadline;
    options.stop = signals.token();
    options.strict = session.options().strict;
    options.hashes = json_;
    for (std::size_t i = 0; i < std::size(kConvertedForms); ++i) {
      if (format_ == kConvertedForms[i]) options.form = static_cast<ConvertedForm>(i);
    }
    RenderOptions pictures;
    const bool makes_png =
        options.form ? *options.form == ConvertedForm::Png : base::ascii_lowercase(output_).ends_with(".png");
    if (const int status = dpi_.read(session, makes_png ? "" : "-o FILE-{page}.png", pictures)) return status;
    options.png = pictures.png;
    const Conversion conversion = convert_file({file_}, output_, options);
    if (json_) return StopOnSignal::status(print_result(session, conversion_json(conversion), conversion.report));
    const int status = session.print_report(conversion.report);
    return StopOnSignal::status(worse(status, session.tell(describe(conversion, session.wording()))));
  }

 private:
  static std::string describe(const Conversion& conversion, const Wording& wording) {
    std::vector<RenderedFile> files;
    for (const ConvertedFile& file : conversion.files) {
      files.push_back({Format::Pdf, file.path, {}, file.size, file.pages, {}, file.page});
    }
    return describe_files(files, wording);
  }

  std::string file_;
  std::string output_;
  std::string format_;
  DpiOption dpi_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_convert_command() { return std::make_unique<ConvertCommand>(); }

}  // namespace gongwen::cli
