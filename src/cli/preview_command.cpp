#include "base/file_path.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "service/preview/preview.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace gongwen::cli {
namespace {

constexpr std::array<std::string_view, 4> kDataEndings = {".json", ".yaml", ".yml", ".xlsx"};
/// With more files, a list to choose from would be useless.
constexpr std::size_t kMaxDataFiles = 40;

bool is_data_file(std::string_view path) {
  return std::any_of(kDataEndings.begin(), kDataEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

/// The data files in a folder, by name.
std::vector<std::string> data_files_in(const std::string& folder) {
  std::vector<std::string> files = resources::walk_folder(folder, 0, resources::is_put_there).files;
  std::erase_if(files, [](const std::string& path) { return !is_data_file(path); });
  if (files.size() > kMaxDataFiles) files.resize(kMaxDataFiles);
  return files;
}

// The settings of a worker besides those of its engine: the kind, and the options for all documents.

std::string describe_documents(const std::string& kind, const CommonOptions& options) {
  base::Json json = base::Json::object();
  json.set("kind", kind).set("strict", options.strict).set("texts", base::Json::list_of(options.own_texts));
  return json.text();
}

class PreviewCommand final : public Command {
 public:
  std::string_view name() const override { return "preview"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliPreviewSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("DATA", &data_, texts::CliPreviewData);
  }

  int run(Session& session) override {
    for (const std::string& path : data_) {
      if (path == "-") return refuse_useless(session, "-", "preview");
    }
    const std::string kind = session.engine().kind_name(kind_);
    if (kind.empty()) return session.print_report(session.engine().schema(kind_).report);
    preview::PreviewOptions options;
    options.title = title_of(session, kind);
    options.template_files = session.engine().template_files(kind);
    options.data_files = data_files(session, kind);
    options.language = session.wording().language;
    options.further_files = session.options().own_texts;
    options.worker_program = kThisProgram;
    options.worker_arguments = {"gongwen", std::string(kPreviewWorkerName), describe_engine(session.engine_options()),
                                describe_documents(kind, session.options())};
    if (const auto timeout = session.options().timeout) options.time = *timeout;
    options.clock = system_seconds;
    int told = 0;
    options.ready = [&](const std::string& address) {
      told = session.print(session.wording()(texts::CliPreviewReady, address));
      std::fflush(stdout);
    };
    options.log = [](const std::string& line) {
      std::fprintf(stderr, "%s\n", line.c_str());
    };
    const base::Expected<int, preview::PreviewError> ended = preview::run_preview(std::move(options));
    return ended ? worse(*ended, told) : print_error(session, ended.error());
  }

 private:
  static std::string title_of(Session& session, const std::string& kind) {
    for (const KindInfo& info : session.engine().list().kinds) {
      if (info.name == kind) return std::string(session.wording()({info.title_en, info.title_zh}));
    }
    return kind;
  }

  /// The named data files and those in named folders; otherwise the samples of the kind, in its bundle or beside it.
  std::vector<std::string> data_files(Session& session, const std::string& kind) const {
    std::vector<std::string> files;
    for (const std::string& path : data_) {
      if (resources::type_of(path) != resources::PathType::Folder) {
        files.push_back(path);
        continue;
      }
      for (std::string& file : data_files_in(path)) files.push_back(std::move(file));
    }
    if (!data_.empty()) return files;
    for (const std::string& path : session.engine().template_files(kind)) {
      if (base::file_name(path) == "sample.json" && base::file_name(base::folder_part(path)) == kind) return {path};
    }
    std::vector<std::string> folders = {"samples"};
    for (const std::string& templates : session.options().templates) {
      folders.push_back(base::join_path(templates, "samples"));
      folders.push_back(base::join_path(templates, "../samples"));
    }
    folders.push_back(
        base::join_path(with_all_folders(session.engine_options()).share_folder, "../doc/gongwen/samples"));
    for (const std::string& folder : folders) {
      files = data_files_in(base::join_path(folder, kind));
      if (!files.empty()) break;
    }
    return files;
  }

  static int print_error(const Session& session, const preview::PreviewError& error) {
    switch (error.kind) {
      case preview::PreviewError::Kind::CannotListen:
        return print_usage_error(session, diagnostics::messages::CliServeCannotListen,
                                 {error.what, error.code.message()});
      case preview::PreviewError::Kind::CannotStartWorker:
        return print_usage_error(session, diagnostics::messages::CliServeNoWorker, {error.what, error.code.message()});
    }
    return static_cast<int>(Status::BadEnvironment);
  }

  std::string kind_;
  std::vector<std::string> data_;
};

}  // namespace

std::unique_ptr<Command> make_preview_command() { return std::make_unique<PreviewCommand>(); }

int run_preview_worker_command(std::string_view engine, std::string_view documents) {
  std::optional<EngineOptions> options = read_engine(engine);
  const std::optional<base::Json> common = base::parse_json(documents);
  if (!options || !common || !common->view().is_object()) return static_cast<int>(Status::BadUsage);
  options->reload = true;
  RenderOptions render;
  render.strict = common->view().flag_of("strict");
  const std::optional<base::JsonView> own_texts = common->view().find("texts");
  for (std::size_t i = 0; own_texts && i < own_texts->size(); ++i) {
    render.texts.push_back({std::string(own_texts->at(i).text())});
  }
  resources::FileDescriptor socket = worker_socket();
  const Engine made(*options);
  return preview::run_preview_worker(std::move(socket), made, common->view().text_of("kind"), render);
}

}  // namespace gongwen::cli
