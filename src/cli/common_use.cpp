#include "cli/common_use.h"

#include "cli/session.h"
#include "cli/usage.h"
#include "diagnostics/catalogue/cli.h"
#include "resources/folder.h"

#include <algorithm>
#include <array>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

struct CommonUse {
  std::string_view command;
  bool templates = false;
  bool fonts = false;
  bool limits = false;
  bool strict = false;
  bool verbose = false;
};

/// Commands that are not here make use of all.
constexpr std::array kUses = {
    CommonUse{.command = "list", .templates = true},
    CommonUse{.command = "describe", .templates = true},
    CommonUse{.command = "new", .templates = true},
    CommonUse{.command = "new-kind", .templates = true},
    CommonUse{.command = "typeset", .fonts = true, .strict = true},
    CommonUse{.command = "extract", .templates = true, .limits = true, .strict = true, .verbose = true},
    CommonUse{.command = "store"},
    CommonUse{.command = "dump", .templates = true, .limits = true, .verbose = true},
    CommonUse{.command = "eval", .limits = true},
    CommonUse{.command = "schema-check"},
    CommonUse{.command = "fonts", .fonts = true},
    CommonUse{.command = "help"},
};

/// The first option that was given for nothing; empty when there is none.
std::string_view useless_option(const CommonOptions& given, const CommonUse& use) {
  if (!given.templates.empty() && !use.templates) return "--templates";
  if (!given.fonts.empty() && !use.fonts) return "--fonts";
  if (!given.limit_words.empty() && !use.limits) return "--limit";
  if (given.strict && !use.strict) return "--strict";
  if (given.verbose && !use.verbose) return "--verbose";
  return {};
}

std::string folder_above(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return path == "." ? ".." : ".";
  return end == 0 ? "/" : path.substr(0, end);
}

int check_folders(const Session& session) {
  const CommonOptions& given = session.options();
  for (const auto& [option, folders] :
       {std::pair{"--templates", &given.templates}, std::pair{"--fonts", &given.fonts}}) {
    for (const std::string& folder : *folders) {
      if (!resources::Folder(folder).exists()) {
        return print_usage_error(session, messages::CliNoFolder, {folder, option});
      }
    }
  }
  for (const std::string& folder : given.templates) {
    if (resources::Folder(folder).contains("template.json")) {
      return print_usage_error(session, messages::CliBundleItself, {folder, folder_above(folder)});
    }
  }
  return 0;
}

}  // namespace

int check_common_options(const Session& session, std::string_view command) {
  const auto use = std::find_if(kUses.begin(), kUses.end(),
                                [command](const CommonUse& candidate) { return candidate.command == command; });
  if (use != kUses.end()) {
    const std::string_view option = useless_option(session.options(), *use);
    if (!option.empty()) {
      return print_usage_error(session, messages::CliNoEffect, {std::string(option), std::string(command)});
    }
  }
  return check_folders(session);
}

}  // namespace gongwen::cli
