// Settings: the values of common options that are not on the command line, from the environment, from `gongwen.toml` in
// the current folder, and from that of the user.
#pragma once

#include "cli/options.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

enum class SettingType : std::uint8_t { Flag, Text, Number, Texts, Other };

/// The values of one option.
struct Setting {
  std::string name;                 // of the option, without dashes: `templates`
  std::vector<std::string> values;  // a switch has `true` or `false`
  SettingType type = SettingType::Texts;
  std::string place;  // `gongwen.toml:3` or `GONGWEN_TEMPLATES`
};

class Settings {
 public:
  /// The places of the settings that were applied, by option: `--templates` → `gongwen.toml:2`.
  using Places = std::map<std::string, std::string, std::less<>>;

  /// Reads the environment and the files that exist: `GONGWEN_TEMPLATES`, `GONGWEN_FONTS` and `GONGWEN_TEXTS` (each
  /// with colons between several), `GONGWEN_EDITIONS` and `GONGWEN_LANG`; `gongwen.toml` in the current folder; and
  /// `gongwen/gongwen.toml` in `XDG_CONFIG_HOME` or `~/.config`. `GONGWEN_SETTINGS` names one file instead of both, or
  /// is `none`. Relative names of files and folders in a file start from its folder.
  static Settings read();

  /// The language of messages; empty if none is set.
  std::string language() const;

  /// Sets the common options that have an effect on the command and are not `given` on the command line, and notes
  /// their places for messages. Returns the first mistake in the files: cli/settings-unreadable, cli/settings-syntax,
  /// cli/settings-name, cli/settings-value.
  std::optional<diagnostics::Diagnostic> apply(const OptionList& common, std::string_view command,
                                               const std::function<bool(std::string_view option)>& given,
                                               Places& places) const;

  /// The files that were read, first that of the current folder.
  const std::vector<std::string>& files() const { return files_; }

 private:
  void read_environment();
  void read_file(const std::string& path, bool must_exist);

  std::vector<Setting> settings_;  // the first one with a name counts
  std::vector<std::string> files_;
  std::optional<diagnostics::Diagnostic> fault_;
};

}  // namespace gongwen::cli
