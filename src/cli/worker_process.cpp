#include "base/json.h"
#include "cli/command.h"

#include <fcntl.h>
#include <unistd.h>

namespace gongwen::cli {
namespace {

std::vector<std::string> texts_in_json(const base::JsonView& json, std::string_view name) {
  std::vector<std::string> texts;
  const std::optional<base::JsonView> list = json.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

}  // namespace

std::string describe_engine(const EngineOptions& options) {
  base::Json json = base::Json::object();
  json.set("share", options.share_folder).set("libexec", options.libexec_folder);
  json.set("temporary", options.temporary_folder);
  json.set("templates", base::Json::list_of(options.template_folders));
  json.set("fonts", base::Json::list_of(options.font_folders));
  json.set("trust", base::Json::list_of(options.trust_files)).set("crls", base::Json::list_of(options.crl_files));
  json.set("threads", std::uint64_t{options.threads_per_document});
  if (options.date && *options.date >= 0) json.set("date", static_cast<std::uint64_t>(*options.date));
  return json.text();
}

std::optional<EngineOptions> read_engine(std::string_view description) {
  const std::optional<base::Json> json = base::parse_json(description);
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  EngineOptions options;
  options.share_folder = view.text_of("share");
  options.libexec_folder = view.text_of("libexec");
  options.temporary_folder = view.text_of("temporary");
  options.template_folders = texts_in_json(view, "templates");
  options.font_folders = texts_in_json(view, "fonts");
  options.trust_files = texts_in_json(view, "trust");
  options.crl_files = texts_in_json(view, "crls");
  if (const auto threads = view.number_of("threads"))
    options.threads_per_document = static_cast<std::uint32_t>(*threads);
  if (const auto date = view.number_of("date")) {
    options.date = static_cast<std::int64_t>(*date);
    options.clock = [date = *options.date] {
      return date;
    };
  }
  return options;
}

resources::FileDescriptor worker_socket() {
  resources::FileDescriptor socket(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  // The file `-` is the standard input: a document that names it must not read the questions.
  const resources::FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing || ::dup2(nothing.number(), STDIN_FILENO) < 0) return {};
  return socket;
}

}  // namespace gongwen::cli
