#include "capi/detail/call_options.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace gongwen::capi {
namespace {

/// The names of limits, for the option reader.
struct LimitNames {
  static const LimitInfo* find(std::string_view name) {
    const auto limits = known_limits();
    const auto found = std::find_if(limits.begin(), limits.end(), [&](const LimitInfo& l) { return l.name == name; });
    return found == limits.end() ? nullptr : &*found;
  }
  std::optional<std::uint64_t> of(std::string_view name) const {
    const LimitInfo* const limit = find(name);
    return limit == nullptr ? std::nullopt : std::optional(limit->max);
  }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> names;
    for (const LimitInfo& limit : known_limits()) names.push_back(limit.name);
    return names;
  }
};

bool has(const std::vector<Format>& formats, Format format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

/// `*.pdf, *.svg`
std::string ending_names(const std::vector<Format>& formats) {
  std::string names;
  for (const Format format : formats) names.append(names.empty() ? "*" : ", *").append(format_info(format).ending);
  return names;
}

}  // namespace

CallEnd::CallEnd(const gw_call* call)
    : forward_(call == nullptr ? std::stop_token() : call->source.get_token(), Forward{&own_}) {}

Confirmations::Confirmations(OptionReader& options, Use use) {
  wanted_.file = options.text("confirmed");
  if (use == Use::Read) return;
  if (std::string file = options.text("confirm"); !file.empty()) {
    wanted_.file = std::move(file);
    wanted_.add = true;
  }
  wanted_.by = options.text("by");
  wanted_.time = options.text("time");
  wanted_.prune = options.flag("prune");
  wanted_.language = read_language(options, "lang", Language::English);
}

bool Confirmations::open(RenderOptions& render, Report& report) {
  if (wanted_.file.empty()) return true;
  confirmed_ = ConfirmedWarnings::open(wanted_, report);
  render.confirmed = confirmed_;
  return confirmed_ != nullptr;
}

Report Confirmations::finish(const Report& report, bool found_all) const {
  return confirmed_ ? confirmed_->finish(report, found_all) : report;
}

RenderOptions read_common(OptionReader& options, const CallEnd& end) {
  RenderOptions render;
  render.strict = options.flag("strict");
  render.report_defaults = options.flag("verbose");
  for (const auto& [name, value] : options.counts("limit", LimitNames())) {
    render.limits.*LimitNames::find(name)->value = value;
  }
  render.stop = end.token();
  constexpr double kMaxSeconds = std::chrono::duration<double>(kMaxTimeout).count();
  if (const double seconds = options.number("timeout", 0, 0, kMaxSeconds); seconds > 0) {
    using Deadline = decltype(render.deadline)::value_type;
    render.deadline =
        Deadline::clock::now() + std::chrono::duration_cast<Deadline::duration>(std::chrono::duration<double>(seconds));
  }
  return render;
}

void read_pages(OptionReader& options, RenderOptions& render) {
  render.png.dpi = options.number("dpi", render.png.dpi, PngOptions::kMinDpi, PngOptions::kMaxDpi);
  constexpr std::array<std::string_view, 2> kOfdProfiles = {"archive", "plain"};
  for (const std::string& name : options.choices("ofd-profile", kOfdProfiles)) {
    render.ofd.profile = name == "plain" ? OfdProfile::Plain : OfdProfile::Archive;
  }
  render.profile = options.text("profile");
}

void read_own_texts(OptionReader& options, RenderOptions& render) {
  for (std::string& file : options.texts("texts")) render.texts.push_back({std::move(file)});
}

void read_rendering(OptionReader& options, RenderOptions& render) {
  read_pages(options, render);
  render.fillable = options.flag("fillable");
  if (std::string font = options.text("field-font"); !font.empty()) render.pdf.field_font = std::move(font);
  render.pdf.signature_fields = !options.flag("no-signature-fields");
  render.pdf.signable = options.flag("signable");
  render.pdf.attach_data = options.flag("attach-data");
  render.draft.mark = options.text("draft");
  render.draft.comments = options.flag("comments");
  render.draft.line_numbers = static_cast<int>(options.count("line-numbers", 0, DraftOptions::kMaxLineStep));
  render.csv.sheet = options.text("sheet");
  constexpr std::array<std::string_view, 2> kEncodings = {"utf-8", "gb18030"};
  for (const std::string& name : options.choices("encoding", kEncodings)) {
    render.csv.encoding = name == "utf-8" ? CsvOptions::Encoding::Utf8 : CsvOptions::Encoding::Gb18030;
  }
  render.xlsx.stream_from = options.count("stream-from", render.xlsx.stream_from, std::uint64_t{1} << 62);
}

std::vector<Format> read_formats(OptionReader& options, std::optional<Medium> medium) {
  std::vector<std::string_view> names;
  for (const FormatInfo& info : known_formats()) {
    if (!medium || info.medium == *medium) names.push_back(info.name);
  }
  std::vector<Format> formats;
  for (const std::string& name : options.choices("format", names)) {
    const Format format = find_format(name)->format;
    if (!has(formats, format)) formats.push_back(format);
  }
  return formats;
}

std::vector<Output> read_outputs(OptionReader& options, std::string_view name, const std::vector<Format>& formats) {
  std::vector<Output> outputs;
  for (std::string& path : options.texts(name)) {
    const bool is_folder = path.ends_with('/');
    for (std::size_t i = 0; is_folder && i < formats.size(); ++i) outputs.push_back({path, formats[i]});
    if (is_folder && !formats.empty()) continue;
    const FormatInfo* const named = find_format_of_path(path);
    const bool fits = formats.empty() || (named == nullptr ? formats.size() == 1 : has(formats, named->format));
    if (!fits) options.refuse(name, path, ending_names(formats));
    const bool takes_format = named == nullptr && !formats.empty();
    outputs.push_back({std::move(path), takes_format ? std::optional(formats.front()) : std::nullopt});
  }
  return outputs;
}

Language read_language(OptionReader& options, std::string_view name, Language otherwise) {
  constexpr std::string_view kLanguages[] = {"zh", "en"};
  const std::string language = options.choice(name, kLanguages);
  if (language.empty()) return otherwise;
  return language == "zh" ? Language::Chinese : Language::English;
}

std::vector<TableFile> read_tables(OptionReader& options) {
  std::vector<TableFile> tables;
  for (auto& [pointer, path] : options.pairs("table")) tables.push_back({std::move(pointer), std::move(path)});
  return tables;
}

bool check_files(OptionReader& options, const gw_file* files, std::size_t count, std::string_view name) {
  if (count > 0 && !options.require(files, name)) return false;
  bool sound = true;
  for (std::size_t i = 0; i < count; ++i) sound = options.require(files[i].path, name) && sound;
  return sound;
}

DataSource data_source(const gw_file* files, std::size_t count) {
  DataSource source;
  if (count == 0) return source;
  source.path = files[0].path;
  if (files[0].bytes != nullptr) source.text = std::string(static_cast<const char*>(files[0].bytes), files[0].size);
  for (std::size_t i = 1; i < count; ++i) {
    // Files on disk need no entry: they are found by their paths.
    if (files[i].bytes == nullptr) continue;
    source.files.push_back({files[i].path, std::string(static_cast<const char*>(files[i].bytes), files[i].size)});
  }
  return source;
}

std::vector<ResultFile> result_files(Rendering& rendering, std::string_view stem) {
  std::vector<ResultFile> files;
  for (RenderedFile& file : rendering.files) {
    const FormatInfo& format = format_info(file.format);
    std::string name(stem);
    if (file.page > 0) name.append("-").append(std::to_string(file.page));
    file.path = name.append(format.ending);
    files.push_back({std::move(name), std::string(format.name), std::move(file.bytes), file.pages});
  }
  return files;
}

std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace gongwen::capi
