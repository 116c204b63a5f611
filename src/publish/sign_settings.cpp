#include "publish/sign_settings.h"

#include "base/file_path.h"
#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/catalogue/publish.h"
#include "engine/input/read_data.h"
#include "resources/read_file.h"
#include "schema/validate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kSettingsSchema =
#include "signing_schema.inc"
    ;
constexpr std::size_t kMaxSettingsBytes = std::size_t{1} << 20;
constexpr std::array<std::string_view, 4> kCertifications{"none", "no-changes", "fill", "annotate"};
constexpr std::array<std::string_view, 4> kLevels{"b", "t", "lt", "lta"};

const schema::Schema& settings_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSettingsSchema);
  return schema;
}

template <typename Enum>
Enum chosen(const std::array<std::string_view, 4>& names, std::string_view name) {
  return static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
}

class SettingsReader {
 public:
  SettingsReader(const Value& root, const std::string& path, engine::Run& run)
      : root_(root), folder_(base::folder_part(path)), run_(run) {
    settings_.path = path;
  }

  std::optional<SignSettings> read() {
    const diagnostics::ErrorWatch watch(run_.sink());
    read_key();
    settings_.secret_file = path_of(root_, "secret_file");
    settings_.seal_file = path_of(root_, "seal");
    settings_.trust = {paths_of("trust"), paths_of("crl"), paths_of("ocsp")};
    read_look();
    read_level();
    if (const auto days = root_.find("warn_days")) settings_.warn_days = static_cast<int>(days->integer());
    return watch.saw_errors() ? std::nullopt : std::optional(std::move(settings_));
  }

 private:
  static std::string text(const Value& object, std::string_view name) {
    const std::optional<Value> value = object.find(name);
    return value ? std::string(value->string()) : std::string();
  }

  std::string from_folder(std::string_view path) const {
    return path.starts_with('/') || folder_.empty() ? std::string(path) : base::join_path(folder_, path);
  }

  std::string path_of(const Value& object, std::string_view name) const {
    const std::string path = text(object, name);
    return path.empty() ? path : from_folder(path);
  }

  std::vector<std::string> paths_of(std::string_view name) const {
    std::vector<std::string> paths;
    const std::optional<Value> list = root_.find(name);
    for (std::size_t i = 0; list && i < list->size(); ++i) paths.push_back(from_folder(list->at(i).string()));
    return paths;
  }

  /// `name` is of no use without `other`.
  void need(std::string_view name, std::string_view other) {
    const std::optional<Value> value = root_.find(name);
    if (value && !root_.find(other)) run_.sink().report(messages::PublishSignNeeds, value->origin(), name, other);
  }

  void read_key() {
    std::size_t sources = 0;
    for (const char* const name : {"key", "p12", "pkcs11"}) sources += root_.find(name) ? 1 : 0;
    if (sources != 1) run_.sink().report(messages::PublishSignOneKey, root_.origin());
    need("key", "certificate");
    sign::KeySource& key = settings_.key;
    key.key_file = path_of(root_, "key");
    key.certificate_file = path_of(root_, "certificate");
    key.chain_files = paths_of("chain");
    key.p12_file = path_of(root_, "p12");
    if (const std::optional<Value> token = root_.find("pkcs11")) {
      key.pkcs11_module = path_of(*token, "module");
      key.token_label = text(*token, "token");
      key.key_label = text(*token, "label");
    }
  }

  void read_look() {
    pdf_sign::PdfSignOptions& options = settings_.options;
    options.field = text(root_, "field");
    options.reason = text(root_, "reason");
    options.location = text(root_, "location");
    if (const auto diameter = root_.find("diameter")) options.diameter = diameter->number();
    const std::optional<Value> riding = root_.find("riding");
    options.riding = riding && riding->boolean();
    if (options.riding) need("riding", "seal");
    if (root_.find("certify")) options.certify = chosen<pdf_sign::Certify>(kCertifications, text(root_, "certify"));
    const std::optional<Value> place = root_.find("place");
    if (!place) return;
    need("place", "seal");
    if (const auto field = root_.find("field")) {
      run_.sink().report(messages::PublishSignOnePlace, field->origin());
      return;
    }
    const Value page = *place->find("page");
    settings_.is_on_last_page = page.is_string();
    options.place = pdf_sign::SealPlace{settings_.is_on_last_page ? 0 : static_cast<std::uint32_t>(page.integer()),
                                        place->find("x")->number(), place->find("y")->number()};
  }

  void read_level() {
    pdf_sign::PdfSignOptions& options = settings_.options;
    sign::TimestampOptions& timestamp = options.timestamp;
    timestamp.url = text(root_, "timestamp");
    timestamp.policy = text(root_, "timestamp_policy");
    timestamp.proxy = text(root_, "timestamp_proxy");
    if (const auto seconds = root_.find("timestamp_timeout")) {
      timestamp.total_milliseconds = static_cast<std::uint32_t>(std::ceil(seconds->number() * 1000));
    }
    for (const char* const name : {"timestamp_policy", "timestamp_proxy", "timestamp_timeout"}) need(name, "timestamp");
    options.level = options.timestamp.url.empty() ? pdf_sign::Level::B : pdf_sign::Level::T;
    if (!root_.find("level")) return;
    options.level = chosen<pdf_sign::Level>(kLevels, text(root_, "level"));
    if (options.level == pdf_sign::Level::B) {
      // Nothing is asked for whose answer is not used.
      options.timestamp.url.clear();
    } else {
      need("level", "timestamp");
    }
    if (options.level >= pdf_sign::Level::Lt) need("level", "trust");
  }

  const Value& root_;
  std::string folder_;
  engine::Run& run_;
  SignSettings settings_;
};

}  // namespace

std::optional<SignSettings> read_sign_settings(const std::string& path, engine::Run& run) {
  const auto source = resources::read_text(path, {kMaxSettingsBytes}, run.sources(), run.sink());
  if (!source) return std::nullopt;
  const std::string_view text = run.sources().source_text(*source);
  auto read = engine::is_yaml(path) ? data::read_yaml(*source, text, {}, run.sink())
                                    : data::read_json(*source, text, {}, run.sink());
  if (!read) return std::nullopt;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  const schema::ValidateLimits limits{.allows_schema_name = true};
  if (!schema::validate(settings_schema(), document->root(), limits, run.sink())) return std::nullopt;
  return SettingsReader(document->root(), path, run).read();
}

base::Json sign_settings_json(const SignSettings& settings) {
  base::Json json = base::Json::object();
  json.set("settings", settings.path);
  const sign::KeySource& key = settings.key;
  json.set("key", !key.pkcs11_module.empty() ? key.pkcs11_module : !key.p12_file.empty() ? key.p12_file : key.key_file);
  if (!key.token_label.empty()) json.set("token", key.token_label);
  json.set("secretFile", settings.secret_file);
  json.set("level", kLevels[static_cast<std::size_t>(settings.options.level)]);
  json.set("certify", kCertifications[static_cast<std::size_t>(settings.options.certify)]);
  json.set("timestamp", settings.options.timestamp.url).set("warnDays", settings.warn_days);
  return json;
}

}  // namespace gongwen::publish
