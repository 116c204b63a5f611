#include "cli/result_json.h"

#include "base/format.h"
#include "cli/session.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::cli {

void ResultJson::begin(std::string_view name) {
  if (!members_.empty()) members_ += ",";
  members_.append("\"").append(name).append("\":");
}

void ResultJson::add(std::string_view name, std::string_view text) {
  begin(name);
  diagnostics::append_json_string(members_, text);
}

void ResultJson::add(std::string_view name, std::size_t number) {
  begin(name);
  members_ += std::to_string(number);
}

void ResultJson::add_json(std::string_view name, std::string_view json) {
  begin(name);
  members_ += json;
}

std::string ResultJson::finish(const Report& report, Language language) && {
  add("status", static_cast<std::size_t>(report.status()));
  return "{" + members_ + "," + report.json(language).substr(1);
}

std::string list_json(const std::vector<std::string>& objects) { return fmt::format("[{}]", fmt::join(objects, ",")); }

std::string files_json(const std::vector<RenderedFile>& files) {
  std::vector<std::string> objects;
  for (const RenderedFile& file : files) {
    const bool is_pdf = file.format == Format::Pdf;
    ResultJson object;
    object.add("path", file.path);
    object.add("format", is_pdf ? std::string_view("pdf") : "xlsx");
    object.add(is_pdf ? "pages" : "sheets", file.pages);
    object.add("bytes", file.size);
    object.add("sha256", file.sha256);
    objects.push_back(object.object());
  }
  return list_json(objects);
}

int print_result(Session& session, ResultJson result, const Report& report) {
  const int printed = session.print(std::move(result).finish(report, session.wording().language));
  return worse(static_cast<int>(report.status()), printed);
}

}  // namespace gongwen::cli
