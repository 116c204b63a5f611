#include "cli/options.h"

namespace gongwen::cli {
namespace {

struct RenamedOption {
  std::string_view command;
  std::string_view former;
  std::string_view present;
};

constexpr RenamedOption kRenamedOptions[] = {
    {"check", "--set", "--document-set"}, {"check", "--values", "--values-only"},
    {"new", "--with", "--set"},           {"publish", "--after", "--run-after"},
    {"store", "--sort", "--type"},        {"render", "--watch", "gongwen watch"},
};

}  // namespace

std::string_view find_renamed_option(std::string_view command, std::string_view option) {
  for (const RenamedOption& renamed : kRenamedOptions) {
    if (renamed.command == command && renamed.former == option) return renamed.present;
  }
  return {};
}

std::string_view find_renamed_limit(std::string_view name) {
  return name == "loop-turns" ? std::string_view("loop-iterations") : std::string_view();
}

}  // namespace gongwen::cli
