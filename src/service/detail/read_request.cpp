// Strict by design: an unknown, repeated, malformed or useless parameter is an error that names it, since a program
// that misspells `strict` would otherwise get documents that were not checked strictly.
#include "service/detail/read_request.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/format.h"
#include "resources/folder.h"
#include "service/detail/command_check.h"
#include "service/http/conditional.h"
#include "service/http/fields.h"
#include "service/http/form.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kMultipart = "multipart/form-data";

/// The file name for data of a media type. Messages show it, and its ending tells the engine how to read it. There is a
/// table of media types for each BodyType: the first that matches gives the file its name.
struct DataType {
  std::string_view media_type;
  std::string_view name;
};
constexpr std::string_view kYamlType = "application/yaml";

constexpr std::array kDataTypes{
    DataType{"application/json", "data.json"},
    DataType{kYamlType, "data.yaml"},
    DataType{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "data.xlsx"},
};
constexpr std::array kRecordTypes{
    DataType{"application/x-ndjson", "records.jsonl"},
    DataType{"application/jsonl", "records.jsonl"},
    DataType{"text/csv", "records.csv"},
    DataType{"application/json", "records.json"},
};
constexpr std::array kFormTypes{
    DataType{"application/pdf", "form.pdf"},
    DataType{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "form.xlsx"},
    DataType{"application/zip", "form.zip"},
    DataType{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "form.docx"},
    DataType{"application/json", "form.json"},
    // For forms and scans the contents decide, so bytes of an unknown type are accepted.
    DataType{"application/octet-stream", "form"},
};

// Here, too, the contents decide.
constexpr std::array kPdfTypes{
    DataType{"application/pdf", "form.pdf"},
    DataType{"application/octet-stream", "form.pdf"},
};

constexpr std::array kOfdTypes{
    DataType{"application/ofd", "document.ofd"},
    DataType{"application/octet-stream", "document.ofd"},
};

constexpr std::size_t kArchive = 2;  // of kFormTypes

constexpr std::array kScanTypes{
    DataType{"application/pdf", "scan.pdf"},
    DataType{"image/jpeg", "scan.jpg"},
    DataType{"image/png", "scan.png"},
    DataType{"application/zip", "scans.zip"},
    DataType{"application/octet-stream", "scan"},
};

constexpr std::array kDraftTypes{
    DataType{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "form.docx"},
    DataType{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "fields.xlsx"},
    DataType{"text/csv", "fields.csv"},
    DataType{"text/markdown", "fields.md"},
    DataType{"text/plain", "fields.txt"},
};

constexpr std::array kFactTypes{
    DataType{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "facts.xlsx"},
    DataType{"application/json", "facts.json"},
    DataType{"application/yaml", "facts.yaml"},
    DataType{"application/x-ndjson", "facts.jsonl"},
    DataType{"text/csv", "facts.csv"},
};

// Without parameters (`; charset=utf-8`), which media_type() has removed.
const DataType* find_type(std::span<const DataType> types, std::string_view type) {
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const DataType& one) { return one.media_type == type; });
  return found == types.end() ? nullptr : &*found;
}

std::span<const DataType> known_types(BodyType body) {
  if (body == BodyType::Form) return kFormTypes;
  if (body == BodyType::PdfForm) return kPdfTypes;
  if (body == BodyType::Ofd) return kOfdTypes;
  if (body == BodyType::Filling) return {};
  if (body == BodyType::Scans) return kScanTypes;
  if (body == BodyType::Facts) return kFactTypes;
  if (body == BodyType::Draft) return kDraftTypes;
  return body == BodyType::Records ? std::span<const DataType>(kRecordTypes) : kDataTypes;
}

/// Returns whether a text can name a profile or kind: it cannot be a path. `commitment-letter`, `archive`; never
/// `../x`.
bool is_word(std::string_view text) {
  constexpr std::size_t kMaxWord = 100;
  return !text.empty() && text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_one_of(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

constexpr std::size_t kMaxText = 200;

/// The parts of a form that is to be filled in; the last one may be missing.
constexpr std::string_view kMapPart = "map";
constexpr std::array<std::string_view, 3> kFillingParts{"form", "data", kMapPart};

/// Returns whether a value is allowed for a parameter of the route.
bool fits(const Parameter& parameter, std::string_view value) {
  switch (parameter.type) {
    case ParameterType::Flag: return is_one_of("0|1|false|true", value);
    case ParameterType::Word: return parameter.words.empty() ? is_word(value) : is_one_of(parameter.words, value);
    case ParameterType::Text: return value.size() <= kMaxText;
    // Digits only; a sign or blanks are refused.
    case ParameterType::Whole: {
      const auto number = http::parse_whole_number(value);
      return number && *number >= parameter.min && *number <= parameter.max;
    }
  }
  return false;
}

/// Sets the option that a checked parameter stands for. The only place that connects names of parameters with options
/// of tasks; the table of routes says which route has which.
void set_option(TaskOptions& options, std::string& kind, std::string_view name, const std::string& value) {
  const bool flag = value == "1" || value == "true";
  if (name == "format") options.format = value;
  if (name == "profile") options.profile = value;
  if (name == "depth") options.values_only = value == "values";
  if (name == "fillable") options.fillable = flag;
  if (name == "attach_data") options.attach_data = flag;
  if (name == "strict") options.strict = flag;
  if (name == "check") options.check = flag;
  if (name == "flatten") options.flatten = flag;
  if (name == "titles") options.titles = value;
  if (name == "by_label") options.by_label = flag;
  if (name == "register") options.collected_as = value;
  if (name == "page") options.page = http::parse_whole_number(value).value_or(0);
  if (name == "dpi") options.dpi = http::parse_whole_number(value).value_or(0);
  if (name == "ofd_profile") options.ofd_plain = value == "plain";
  if (name == "sheet") options.csv_sheet = value;
  if (name == "encoding") options.csv_gb18030 = value == "gb18030";
  if (name == "kind") kind = value;
}

/// Reads one request; the first problem ends it. Functions return false after they have set
/// `problem_`.
class Reading {
 public:
  Reading(const Route& route, std::string kind, http::Request& request, const BodyLimits& limits, Language language)
      : route_(route), request_(request), limits_(limits) {
    task_.operation = route.operation;
    task_.kind = std::move(kind);
    task_.language = language;
    // A blank form has no data, so the engine must not look for a first file.
    task_.options.blank = route.blank;
    const bool makes_pdf = route.operation == Operation::Render || route.operation == Operation::Convert;
    if (makes_pdf) task_.options.format = "pdf";
  }

  base::Expected<Task, Problem> run() {
    if (!read_query() || !read_body()) return base::Failure{std::move(problem_)};
    // The worker compares, since only it knows the tag.
    task_.options.if_none_match = http::whole_list(request_, "if-none-match").value_or(std::string());
    return std::move(task_);
  }

 private:
  bool fail(unsigned status, std::string_view id, std::string title, std::string detail = {}) {
    problem_ = {status, id, std::move(title)};
    problem_.detail = std::move(detail);
    return false;
  }

  /// Fails because the route does not take a body of this type; the answer lists the types that it takes.
  bool fail_type(const std::string& type, std::span<const DataType> known, bool has_parts) {
    std::vector<std::string_view> types;
    for (const DataType& one : known) types.push_back(one.media_type);
    if (has_parts) types.push_back(kMultipart);
    std::string title = type.empty() ? std::string(texts::ServiceNoType.in(task_.language))
                                     : texts::ServiceUnknownType.in(task_.language, type);
    return fail(http::status::kUnsupportedType, "unsupported-type", std::move(title),
                texts::ServiceSupported.in(task_.language, fmt::format("{}", fmt::join(types, ", "))));
  }

  /// Returns the values that a parameter permits: its words, or its range.
  std::string values_of(const Parameter& parameter) const {
    switch (parameter.type) {
      case ParameterType::Flag: return texts::ServiceSupported.in(task_.language, "true, false, 1, 0");
      case ParameterType::Word:
        if (parameter.words.empty()) break;
        return texts::ServiceSupported.in(task_.language,
                                          fmt::format("{}", fmt::join(words_of(parameter.words), ", ")));
      case ParameterType::Whole: return texts::ServiceRange.in(task_.language, parameter.min, parameter.max);
      case ParameterType::Text: break;
    }
    return {};
  }

  /// Returns the parameter whose name is nearest to an unknown one; if none is near, all parameters of the route.
  /// `strikt` gets `strict`; an unrelated name gets the whole list.
  std::string help_with_parameter(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : route_.parameters) names.push_back(parameter.name);
    const std::string_view nearest = base::find_nearest_name(name, names);
    if (!nearest.empty()) return texts::DidYouMean.in(task_.language, nearest);
    if (names.empty()) return {};
    return texts::ServiceSupported.in(task_.language, fmt::format("{}", fmt::join(names, ", ")));
  }

  bool read_query() {
    const auto fields = http::parse_form(request_.query);
    if (!fields)
      return fail(http::status::kBadRequest, "bad-query", std::string(texts::ServiceBadQuery.in(task_.language)));
    std::vector<std::string_view> seen;
    for (const http::FormField& field : *fields) {
      const auto parameter = std::find_if(route_.parameters.begin(), route_.parameters.end(),
                                          [&](const Parameter& one) { return one.name == field.name; });
      // Strict: see the head of this file.
      if (parameter == route_.parameters.end()) {
        return fail(http::status::kBadRequest, "unknown-parameter",
                    texts::ServiceUnknownParameter.in(task_.language, field.name), help_with_parameter(field.name));
      }
      if (std::find(seen.begin(), seen.end(), parameter->name) != seen.end()) {
        return fail(http::status::kBadRequest, "repeated-parameter",
                    texts::ServiceRepeatedParameter.in(task_.language, field.name));
      }
      if (!fits(*parameter, field.value)) {
        return fail(http::status::kBadRequest, "bad-parameter",
                    texts::ServiceBadParameter.in(task_.language, field.name, field.value), values_of(*parameter));
      }
      seen.push_back(parameter->name);
      set_option(task_.options, task_.kind, parameter->name, field.value);
    }
    return check_effects(seen);
  }

  /// A parameter without effect is a mistake of the client, and is reported rather than ignored.
  bool check_effects(std::span<const std::string_view> seen) {
    const TaskOptions& options = task_.options;
    const FormatInfo* const format = find_format(options.format);
    const bool has_format = std::any_of(route_.parameters.begin(), route_.parameters.end(),
                                        [](const Parameter& one) { return one.name == "format"; });
    const auto has_effect = [&](std::string_view name) {
      if (name == "dpi") return options.format == "png";
      if (name == "ofd_profile") return options.format == "ofd";
      if (name == "sheet" || name == "encoding") return options.format == "csv";
      // If the route has no format, a page is one of a list.
      if (name == "page") return !has_format || (format != nullptr && format->is_file_per_page);
      // Data can be attached to PDF and OFD only.
      if (name == "attach_data") return options.format == "pdf" || options.format == "ofd";
      if (name == "fillable") return format == nullptr || format->can_be_filled_in;
      if (name == "profile") return !options.values_only;
      return true;
    };
    const auto useless = std::find_if_not(seen.begin(), seen.end(), has_effect);
    if (useless == seen.end()) return true;
    return fail(http::status::kBadRequest, "no-effect", texts::ServiceNoEffect.in(task_.language, *useless));
  }

  bool read_body() {
    // Returned forms are read by read_returned(), from the spool file.
    if (route_.body == BodyType::None || route_.body == BodyType::Returned) return true;
    const std::string* const header = request_.header("content-type");
    const std::string type = header == nullptr ? std::string() : http::media_type(*header);
    const bool has_parts = route_.body == BodyType::Data || route_.body == BodyType::Form ||
                           route_.body == BodyType::Scans || route_.body == BodyType::Facts ||
                           route_.body == BodyType::Draft || route_.body == BodyType::Filling;
    if (type == kMultipart && has_parts) return read_parts();
    // Commands must be JSON: a page of another site can send other types without a preflight (Fetch,
    // CORS).
    if (route_.body == BodyType::Command && type != "application/json") {
      return fail_type(type, std::span(kDataTypes).first(1), false);
    }
    const DataType* const known = find_type(known_types(route_.body), type);
    if (known == nullptr) return fail_type(type, known_types(route_.body), has_parts);
    // RFC 8259, 8.1: JSON between programs is UTF-8. The mark of UTF-16 cannot begin a JSON text in UTF-8.
    const bool is_utf16 = request_.body.starts_with("\xff\xfe") || request_.body.starts_with("\xfe\xff");
    if (type == kDataTypes.front().media_type && is_utf16) {
      return fail(http::status::kUnsupportedType, "unsupported-type",
                  std::string(texts::ServiceNotUtf8.in(task_.language)));
    }
    const bool is_spooled = request_.file && request_.file->size > 0;
    if (request_.body.empty() && !is_spooled)
      return fail(http::status::kBadRequest, "no-data", std::string(texts::ServiceNoData.in(task_.language)));
    // A spooled body stays in its file; the task gets an empty file of this name.
    task_.files.push_back({std::string(known->name), std::move(request_.body)});
    return true;
  }

  bool read_parts() {
    const auto parts = http::read_multipart(request_);
    if (!parts || parts->size() > limits_.files + 1) {
      // One more than `files`: the data itself.
      return fail(http::status::kBadRequest, "bad-parts", std::string(texts::ServiceBadMultipart.in(task_.language)));
    }
    for (const http::Part& part : *parts) {
      if (!add_part(part)) return false;
    }
    if (route_.body == BodyType::Filling) return order_filling();
    if (task_.files.empty())
      return fail(http::status::kBadRequest, "no-data", std::string(texts::ServiceNoData.in(task_.language)));
    return true;
  }

  /// Puts the parts `form`, `data` and `map` into this order, since a worker takes them by
  /// position.
  bool order_filling() {
    std::vector<MemoryFile> files;
    for (const std::string_view name : kFillingParts) {
      const auto found = std::find(parts_.begin(), parts_.end(), name);
      if (found != parts_.end()) {
        files.push_back(std::move(task_.files[static_cast<std::size_t>(found - parts_.begin())]));
      } else if (name != kMapPart) {
        return fail(http::status::kBadRequest, "no-data-part", texts::ServiceNoFillingPart.in(task_.language, name));
      }
    }
    task_.files = std::move(files);
    return true;
  }

  /// Returns the name of a part of a filling. Messages show the name of its file; data are YAML if that or the type
  /// says so.
  std::optional<std::string> name_of_filling(const http::Part& part) {
    const bool is_known = std::find(kFillingParts.begin(), kFillingParts.end(), part.name) != kFillingParts.end();
    if (!is_known || std::find(parts_.begin(), parts_.end(), part.name) != parts_.end()) {
      fail(http::status::kBadRequest, "bad-parts", texts::ServiceBadFillingPart.in(task_.language, part.name));
      return std::nullopt;
    }
    parts_.push_back(part.name);
    const std::string name(base::file_name(part.file_name.value_or(std::string())));
    if (part.name == kFillingParts.front()) return name.empty() ? "form.pdf" : name;
    // The ending tells the engine how to read the data.
    const std::string lower = base::ascii_lowercase(name);
    const bool is_data = lower.ends_with(".yaml") || lower.ends_with(".yml") || lower.ends_with(".json");
    return is_data ? name : part.name + (part.type == kYamlType ? ".yaml" : ".json");
  }

  bool add_part(const http::Part& part) {
    const bool has_forms = route_.body == BodyType::Scans || route_.body == BodyType::Filling;
    const std::uint64_t most = has_forms ? limits_.form : limits_.parts;
    std::optional<std::string> bytes = http::part_content(request_, part, most);
    // The whole body is within its limit, so this part alone exceeds `most`.
    if (!bytes)
      return fail(http::status::kBadRequest, "bad-parts", std::string(texts::ServiceBadMultipart.in(task_.language)));
    const std::optional<std::string> name = name_of(part);
    if (!name) return false;
    task_.files.push_back({*name, *std::move(bytes)});
    return true;
  }

  /// Returns the name of a part. The first part is the data or a form; later ones are files that data may name, so
  /// their names must be different and must not lead out of the request.
  std::optional<std::string> name_of(const http::Part& part) {
    // Names of forms may be any text, since no file is written under them.
    if (route_.body == BodyType::Form || route_.body == BodyType::Draft) return part.file_name.value_or("form");
    if (route_.body == BodyType::Scans) return part.file_name.value_or("scan");
    if (route_.body == BodyType::Facts) return name_beside(part);
    if (route_.body == BodyType::Filling) return name_of_filling(part);
    if (task_.files.empty()) {
      // A part without a type is JSON, as many clients send it.
      const DataType* const known = find_type(kDataTypes, part.type.empty() ? "application/json" : part.type);
      if (part.name != "data") {
        fail(http::status::kBadRequest, "no-data-part", std::string(texts::ServiceNoDataPart.in(task_.language)));
        return std::nullopt;
      }
      if (known == nullptr) {
        fail_type(part.type, kDataTypes, false);
        return std::nullopt;
      }
      return std::string(known->name);
    }
    return name_beside(part);
  }

  std::optional<std::string> name_beside(const http::Part& part) {
    const std::string name = part.file_name.value_or(std::string());
    const bool taken =
        std::any_of(task_.files.begin(), task_.files.end(), [&](const MemoryFile& file) { return file.path == name; });
    // Files of records have no files beside them, so they are not in folders.
    const bool is_in_folder = route_.body == BodyType::Facts && name.find('/') != std::string::npos;
    if (name.empty() || taken || is_in_folder || !resources::is_inner_name(name)) {
      fail(http::status::kBadRequest, "bad-file-name", texts::ServiceBadFileName.in(task_.language, name));
      return std::nullopt;
    }
    return name;
  }

  const Route& route_;
  http::Request& request_;
  const BodyLimits& limits_;
  Task task_;
  std::vector<std::string> parts_;  // for a filling: the names, in the order of the files
  Problem problem_;
};

}  // namespace

std::optional<std::string> find_wrong_value(std::span<const Parameter> parameters, const base::JsonView& values) {
  std::vector<std::string> names;
  for (const Parameter& one : parameters) {
    // Pages belong to a list: here they would silently leave out submissions.
    if (one.name == "before" || one.name == "page") continue;
    names.emplace_back(one.name);
    const auto value = values.find(one.name);
    // An empty text would mean all values.
    if (value && (value->text().empty() || !fits(one, value->text()))) return names.back();
  }
  return find_unknown_member(values, names);
}

http::BodyPlan body_plan(const Route& route, const http::RequestHead& head, const BodyLimits& limits) {
  const std::string* const type = head.header("content-type");
  const bool has_parts = type != nullptr && http::media_type(*type) == kMultipart;
  // Bodies of pages are planned by FormPages and OfficePages.
  switch (route.body) {
    case BodyType::Data:
    case BodyType::Draft:
    case BodyType::Facts: return http::BodyPlan::memory(has_parts ? limits.parts : limits.data);
    case BodyType::Form:
    case BodyType::PdfForm:
    case BodyType::Filling:
    case BodyType::Ofd:
    case BodyType::Scans: return http::BodyPlan::memory(limits.form);
    case BodyType::Command: return http::BodyPlan::memory(limits.command);
    case BodyType::Records: return http::BodyPlan::spool(limits.records, true);
    case BodyType::Returned: return http::BodyPlan::spool(limits.returned, true);
    case BodyType::None:
    case BodyType::Fields:
    case BodyType::Pictures:
    case BodyType::Attachment:
    case BodyType::PaperScan:
    case BodyType::Files: break;
  }
  return http::BodyPlan::none();
}

base::Expected<Task, Problem> read_request(const Route& route, std::string kind, http::Request& request,
                                           const BodyLimits& limits, Language language) {
  return Reading(route, std::move(kind), request, limits, language).run();
}

namespace {

/// Returns whether a name can be that of a form, which becomes a file in the job's folder: no folders, no hidden files,
/// no path out of it. A hidden file would not be listed; a name with a folder could collide with one.
bool is_form_name(std::string_view name) {
  return resources::is_inner_name(name) && name.find('/') == std::string_view::npos && !name.starts_with('.');
}

/// Parts that are not forms.
constexpr std::string_view kCorrectionsPart = "corrections";
constexpr std::string_view kExpectedPart = "expected";
constexpr std::string_view kFromPart = "from";
constexpr std::string_view kValuePart = "set";
constexpr std::size_t kMaxValue = 4'096;  // bytes
constexpr std::size_t kMaxSetParts = 100;
// Number of parts that may be sent in addition to the largest number of forms.
constexpr std::size_t kMaxBeside = kMaxSetParts + 3;

/// Reads the parts of a request with returned forms.
class ReturnedParts {
 public:
  ReturnedParts(const http::Request& request, bool is_register, const BodyLimits& limits, Language language)
      : request_(request), is_register_(is_register), limits_(limits), language_(language) {}

  base::Expected<ReturnedForms, Problem> run() {
    // The name of a part decides: `forms` or any other is a form; four names have a special meaning.
    const auto parts = http::read_multipart(request_, {.parts = limits_.returned_files + kMaxBeside});
    if (!parts) return base::Failure{bad_parts()};
    for (const http::Part& part : *parts) {
      if (auto problem = add(part)) return base::Failure{*std::move(problem)};
    }
    if (names_.empty()) return base::Failure{no_data(language_)};
    if (names_.size() > limits_.returned_files) return base::Failure{bad_parts()};
    return std::move(forms_);
  }

  static Problem no_data(Language language) {
    return {http::status::kBadRequest, "no-data", std::string(texts::ServiceNoData.in(language))};
  }

 private:
  Problem bad_parts() const {
    return {http::status::kBadRequest, "bad-parts", std::string(texts::ServiceBadMultipart.in(language_))};
  }

  std::optional<Problem> add(const http::Part& part) {
    if (part.name == kValuePart) return add_value(part);
    if (part.name == kCorrectionsPart) return add_beside(part, forms_.parts.corrections);
    if (part.name == kExpectedPart) return add_beside(part, forms_.parts.expected);
    if (part.name == kFromPart) return add_beside(part, forms_.parts.from);
    const std::string name = part.file_name.value_or(std::string());
    // Two forms with the same name would become one file, so the request is refused rather than losing one.
    if (!is_form_name(name) || !names_.insert(name).second) return bad_name(name);
    add_file(base::join_path(kFormsFolder, name), part);
    return std::nullopt;
  }

  /// Adds a file beside the forms, under the name that the client gave it, which messages show.
  std::optional<Problem> add_beside(const http::Part& part, std::string& place) {
    // Only a register has a previous one.
    if (part.name == kFromPart && !is_register_) return no_effect(part);
    const std::string name = part.file_name.value_or(std::string());
    if (!place.empty() || !is_form_name(name)) return bad_name(name);
    place = base::join_path(part.name, name);
    add_file(place, part);
    return std::nullopt;
  }

  std::optional<Problem> add_value(const http::Part& part) {
    if (!is_register_) return no_effect(part);
    const std::optional<std::string> text = http::part_content(request_, part, kMaxValue);
    if (!text || forms_.parts.values.size() >= kMaxSetParts) return bad_parts();
    // `/date=2026-03-20`, as `gongwen collect --set` takes it.
    if (!text->starts_with('/') || text->find('=') == std::string::npos) {
      return Problem{http::status::kBadRequest, "bad-parameter",
                     texts::ServiceBadParameter.in(language_, part.name, *text)};
    }
    forms_.parts.values.push_back(*text);
    return std::nullopt;
  }

  Problem bad_name(const std::string& name) const {
    return {http::status::kBadRequest, "bad-file-name", texts::ServiceBadFormName.in(language_, name)};
  }
  Problem no_effect(const http::Part& part) const {
    return {http::status::kBadRequest, "no-effect", texts::ServiceNoEffect.in(language_, part.name)};
  }
  void add_file(std::string path, const http::Part& part) {
    // Refers to the request's spool file, which exists until the job's folder is made.
    forms_.inputs.push_back({std::move(path), {}, &*request_.file, part.offset, part.length});
  }

  const http::Request& request_;
  bool is_register_;
  const BodyLimits& limits_;
  Language language_;
  std::set<std::string> names_;
  ReturnedForms forms_;
};

}  // namespace

base::Expected<ReturnedForms, Problem> read_returned(const http::Request& request, bool is_register,
                                                     const BodyLimits& limits, Language language) {
  const std::string* const header = request.header("content-type");
  const std::string type = header == nullptr ? std::string() : http::media_type(*header);
  // One archive with all forms may come as the whole body.
  if (type != kMultipart && type != kFormTypes[kArchive].media_type) {
    return base::Failure{
        Problem{http::status::kUnsupportedType, "unsupported-type", texts::ServiceUnknownType.in(language, type)}};
  }
  if (!request.file || request.file->size == 0) return base::Failure{ReturnedParts::no_data(language)};
  if (type == kMultipart) return ReturnedParts(request, is_register, limits, language).run();
  const std::string path = base::join_path(kFormsFolder, kFormTypes[kArchive].name);
  return ReturnedForms{{{path, {}, &*request.file, 0, request.file->size}}, {}};
}

}  // namespace gongwen::service
