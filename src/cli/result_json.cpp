#include "cli/result_json.h"

#include "base/json.h"
#include "cli/session.h"
#include "engine/core/report_json.h"

namespace gongwen::cli {

base::Json files_json(const std::vector<RenderedFile>& files) {
  base::Json list = base::Json::list();
  for (const RenderedFile& file : files) {
    const bool is_pdf = file.format == Format::Pdf;
    base::Json object = base::Json::object();
    object.set("path", file.path).set("format", is_pdf ? "pdf" : "xlsx").set(is_pdf ? "pages" : "sheets", file.pages);
    object.set("bytes", file.size).set("sha256", file.sha256);
    list.add(std::move(object));
  }
  return list;
}

int print_result(Session& session, base::Json result, const Report& report) {
  result.set("status", static_cast<int>(report.status()));
  result.append(report_json(report, session.wording().language));
  const int printed = session.print(result.text() + "\n");
  return worse(static_cast<int>(report.status()), printed);
}

}  // namespace gongwen::cli
