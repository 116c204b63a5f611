#include "cli/settings.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/nearest_name.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kFileName = "gongwen.toml";

/// Settings are a few lines; anything longer is another file.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// Options that name files or folders.
constexpr std::array<std::string_view, 4> kPlaces{"templates", "fonts", "texts", "editions"};

bool is_place(std::string_view name) { return std::find(kPlaces.begin(), kPlaces.end(), name) != kPlaces.end(); }

diagnostics::Diagnostic fault(diagnostics::DiagnosticId id, std::vector<std::string> arguments) {
  return {id, diagnostics::Severity::Error, {}, std::move(arguments), {}};
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(':'), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::string folder_of(const std::string& path) {
  const std::size_t end = path.rfind('/');
  return end == std::string::npos ? std::string() : path.substr(0, end + 1);
}

std::optional<std::string> user_file() {
  if (const auto folder = environment_variable("XDG_CONFIG_HOME")) {
    return *folder + "/gongwen/" + std::string(kFileName);
  }
  const auto home = environment_variable("HOME");
  return home ? std::optional(*home + "/.config/gongwen/" + std::string(kFileName)) : std::nullopt;
}

/// Sets type and values.
void read_value(const toml::node& node, Setting& setting) {
  const auto set = [&setting](SettingType type, std::string value) {
    setting.type = type;
    setting.values = {std::move(value)};
  };
  setting.type = SettingType::Other;
  if (const auto* const text = node.as_string()) return set(SettingType::Text, text->get());
  if (const auto* const whole = node.as_integer()) return set(SettingType::Number, std::to_string(whole->get()));
  if (const auto* const number = node.as_floating_point()) {
    return set(SettingType::Number, fmt::format("{}", number->get()));
  }
  if (const auto* const truth = node.as_boolean()) return set(SettingType::Flag, truth->get() ? "true" : "false");
  const auto* const list = node.as_array();
  if (list == nullptr) return;
  for (const toml::node& item : *list) {
    const auto* const text = item.as_string();
    if (text == nullptr) return;
    setting.values.push_back(text->get());
  }
  setting.type = SettingType::Texts;
}

const OptionSpec* find_option(const OptionList& common, std::string_view name) {
  for (const OptionSpec& spec : common.specs()) {
    if (spec.long_name().substr(2) == name) return &spec;
  }
  return nullptr;
}

std::string nearest_option(const OptionList& common, std::string_view name) {
  std::vector<std::string_view> names;
  for (const OptionSpec& spec : common.specs()) names.push_back(spec.long_name().substr(2));
  return std::string(base::find_nearest_name(name, names));
}

/// The values that the option takes, for a message; empty if the setting has one of them.
std::string expected_instead(const OptionSpec& spec, const Setting& setting) {
  if (std::holds_alternative<bool*>(spec.target)) {
    return setting.type == SettingType::Flag ? std::string() : std::string("true, false");
  }
  if (!spec.choices.empty()) {
    const bool is_one = setting.values.size() == 1 && std::find(spec.choices.begin(), spec.choices.end(),
                                                                setting.values.front()) != spec.choices.end();
    return is_one ? std::string() : fmt::format("\"{}\"", fmt::join(spec.choices, "\", \""));
  }
  const bool takes_one = std::holds_alternative<std::string*>(spec.target);
  const bool is_text = setting.type == SettingType::Text || setting.type == SettingType::Texts;
  const bool is_good =
      takes_one ? setting.values.size() == 1 && (is_text || setting.type == SettingType::Number) : is_text;
  return is_good ? std::string() : "\"" + spec.value + "\"" + (takes_one ? "" : ", [\"" + spec.value + "\"]");
}

void set_value(const OptionSpec& spec, const Setting& setting) {
  if (const auto* const flag = std::get_if<bool*>(&spec.target)) {
    **flag = setting.values.front() == "true";
  } else if (const auto* const text = std::get_if<std::string*>(&spec.target)) {
    **text = setting.values.front();
  } else {
    *std::get<std::vector<std::string>*>(spec.target) = setting.values;
  }
}

}  // namespace

Settings Settings::read() {
  Settings settings;
  settings.read_environment();
  const auto named = environment_variable("GONGWEN_SETTINGS");
  if (named && *named != "none") settings.read_file(*named, true);
  if (named) return settings;
  settings.read_file(std::string(kFileName), false);
  if (const auto path = user_file()) settings.read_file(*path, false);
  return settings;
}

void Settings::read_environment() {
  constexpr std::array<std::pair<const char*, std::string_view>, 5> kVariables{{{"GONGWEN_TEMPLATES", "templates"},
                                                                                {"GONGWEN_FONTS", "fonts"},
                                                                                {"GONGWEN_TEXTS", "texts"},
                                                                                {"GONGWEN_EDITIONS", "editions"},
                                                                                {"GONGWEN_LANG", "lang"}}};
  for (const auto& [variable, name] : kVariables) {
    const auto value = environment_variable(variable);
    if (!value) continue;
    const bool is_list = name != "lang" && name != "editions";
    settings_.push_back(
        {std::string(name), is_list ? split_path(*value) : std::vector{*value}, SettingType::Texts, variable});
  }
}

void Settings::read_file(const std::string& path, bool must_exist) {
  if (!must_exist && resources::type_of(path) == resources::PathType::Missing) return;
  diagnostics::DiagnosticSink sink;
  const base::Expected<std::string> bytes = resources::read_bytes(path, {kMostBytes}, sink);
  if (!bytes) {
    if (!fault_) fault_ = fault(messages::CliSettingsUnreadable, {path});
    return;
  }
  const toml::parse_result parsed = toml::parse(*bytes, path);
  if (!parsed) {
    if (!fault_) {
      fault_ = fault(messages::CliSettingsSyntax, {fmt::format("{}:{}", path, parsed.error().source().begin.line),
                                                   std::string(parsed.error().description())});
    }
    return;
  }
  files_.push_back(path);
  for (const auto& [key, node] : parsed.table()) {
    Setting setting;
    setting.name = key.str();
    setting.place = fmt::format("{}:{}", path, key.source().begin.line);
    read_value(node, setting);
    for (std::string& value : setting.values) {
      if (is_place(setting.name) && !value.empty() && !value.starts_with('/')) value = folder_of(path) + value;
    }
    settings_.push_back(std::move(setting));
  }
}

std::string Settings::language() const {
  for (const Setting& setting : settings_) {
    if (setting.name == "lang" && setting.values.size() == 1) return setting.values.front();
  }
  return {};
}

std::optional<diagnostics::Diagnostic> Settings::apply(const OptionList& common, std::string_view command,
                                                       const std::function<bool(std::string_view option)>& given,
                                                       Places& places) const {
  if (fault_) return fault_;
  std::vector<std::string_view> done;
  for (const Setting& setting : settings_) {
    const OptionSpec* const spec = find_option(common, setting.name);
    if (spec == nullptr) {
      return fault(messages::CliSettingsName, {setting.place, setting.name, nearest_option(common, setting.name)});
    }
    if (const std::string expected = expected_instead(*spec, setting); !expected.empty()) {
      return fault(messages::CliSettingsValue, {setting.place, setting.name, expected});
    }
    if (std::find(done.begin(), done.end(), setting.name) != done.end()) continue;
    done.push_back(setting.name);
    if (given(spec->long_name()) || !has_effect(command, spec->long_name())) continue;
    set_value(*spec, setting);
    places[std::string(spec->long_name())] = setting.place;
  }
  return std::nullopt;
}

}  // namespace gongwen::cli
