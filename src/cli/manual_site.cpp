#include "cli/manual_site.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/nearest_name.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/child_program.h"
#include "resources/read_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <poll.h>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;
namespace texts = diagnostics::texts;

constexpr std::size_t kMostTopicBytes = 1U << 22U;
/// A browser that xdg-open itself starts may keep running; a failure shows sooner.
constexpr int kPatience = 1500;  // milliseconds

/// A topic and its page: one line of topics.tsv, whose further columns, the titles, are for other readers.
struct Topic {
  std::string_view name;
  std::string_view page;
};

std::vector<Topic> topics_of(std::string_view text) {
  std::vector<Topic> topics;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t first = line.find('\t');
    if (first == std::string_view::npos) continue;
    const std::string_view rest = line.substr(first + 1);
    topics.push_back({line.substr(0, first), rest.substr(0, rest.find('\t'))});
  }
  return topics;
}

/// The page of a topic; a module of messages, `css/`, may be named without its slash if no document has that name.
std::optional<std::string_view> page_of(std::string_view wanted, const std::vector<Topic>& topics) {
  for (const std::string_view end : std::array<std::string_view, 2>{"", "/"}) {
    const std::string name = std::string(wanted).append(end);
    for (const Topic& topic : topics) {
      if (topic.name == name) return topic.page;
    }
  }
  return std::nullopt;
}

bool has_desktop() {
  return environment_variable("DISPLAY") || environment_variable("WAYLAND_DISPLAY") ||
         environment_variable("WSL_DISTRO_NAME");
}

/// Whether the desktop's browser opens the page.
bool opens_in_browser(const std::string& address) {
  if (!has_desktop()) return false;
  resources::ProgramCall call;
  call.path = "xdg-open";
  call.arguments = {"xdg-open", address};
  call.environment = all_variables();
  call.is_group = true;
  pid_t child = 0;
  if (resources::start_program(call, child)) return false;
  const resources::FileDescriptor handle = resources::process_handle(child);
  pollfd ended{handle.number(), POLLIN, 0};
  if (handle && ::poll(&ended, 1, kPatience) == 1) return resources::wait_for_program(child) == 0;
  return true;
}

}  // namespace

std::string file_address(std::string_view path) { return "file://" + base::percent_encoded(path, "/"); }

int open_manual(Session& session, std::string_view topic) {
  const std::string share = with_all_folders(session.engine_options()).share_folder;
  const std::string folder = base::normal_path(base::join_path(share, "../doc/gongwen/html"));
  diagnostics::DiagnosticSink sink;
  const base::Expected<std::string> text =
      resources::read_bytes(base::join_path(folder, "topics.tsv"), {kMostTopicBytes}, sink);
  if (!text) return print_usage_error(session, messages::CliNoManual, {folder});
  const std::vector<Topic> topics = topics_of(*text);
  const auto page = topic.empty() ? std::optional<std::string_view>("index.html") : page_of(topic, topics);
  if (!page) {
    std::vector<std::string_view> names;
    for (const Topic& one : topics) names.push_back(one.name);
    return print_usage_error(session, messages::CliUnknownTopic,
                             {std::string(topic), std::string(base::find_nearest_name(topic, names))});
  }
  const std::string_view language = session.wording()(texts::CliManualFolder);
  const std::string address = file_address(base::join_path(base::join_path(folder, language), *page));
  const auto& said = opens_in_browser(address) ? texts::CliManualOpened : texts::CliManualAt;
  return session.print(session.wording()(said, address));
}

}  // namespace gongwen::cli
