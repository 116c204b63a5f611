#include "engine/roster_page.h"

#include "base/ascii.h"
#include "base/format.h"
#include "base/markup.h"
#include "base/utf8.h"
#include "engine/read_source.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

constexpr std::size_t kPageColumns = 7;  // of fields, beside number, file and state
/// Names, dates and the like are not broken.
constexpr std::size_t kShortText = 8;
constexpr std::size_t kShortHead = 4;

constexpr std::string_view kPageStyle = R"(
@page { size: A4 landscape; margin: 16mm 14mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt "宋体", "Noto Serif CJK SC", serif } }
body { font: 9pt "Liberation Serif", "宋体", "Noto Serif CJK SC", serif; margin: 0 }
h1 { font: 16pt "方正小标宋简体", "Noto Serif CJK SC", serif; text-align: center; margin: 0 0 4pt }
p { text-align: center; margin: 0 0 8pt }
table { border-collapse: collapse; width: 100%; margin-bottom: 14pt }
caption { font: 12pt "黑体", "Noto Sans CJK SC", sans-serif; text-align: left; padding: 0 0 4pt; break-after: avoid }
th, td { border: 0.5pt solid #000; padding: 2pt 3pt; text-align: left; vertical-align: middle; overflow-wrap: break-word }
th { font-family: "黑体", "Noto Sans CJK SC", sans-serif; font-weight: 400; text-align: center; background: #eee }
tr { break-inside: avoid }
.ordinal { width: 10mm; text-align: center }
.file { width: 42mm }
.state { width: 22mm; text-align: center }
.short { white-space: nowrap }
)";

constexpr std::string_view kSheetStyle = R"(
@page { size: A4 landscape; margin: 16mm 12mm; @bottom-center { content: counter(page); font-size: 9pt } }
table { font: 11pt SimSun; border-collapse: collapse }
caption { font: 16pt SimHei; text-align: center }
th, td { border: 0.5pt solid #000; vertical-align: middle; text-align: left; white-space: pre-line }
th { font: 11pt SimHei; text-align: center; background-color: #eeeeee }
.ordinal { width: 6ch; text-align: center }
.file { width: 26ch }
.state { width: 12ch; text-align: center }
.field { width: 20ch }
.text { width: 80ch }
)";

/// A path as a relative reference (RFC 3986).
std::string uri_of_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (base::is_ascii_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  // `a:b` would be a scheme, but the colon is escaped like all else.
  return out;
}

class Page {
 public:
  Page(const Roster& roster, Format format, const std::string& output)
      : roster_(roster), format_(format), folder_(folder_of(output)) {
    choose_columns();
  }

  std::string run() {
    const bool page = format_ == Format::Pdf;
    const std::string title = base::escape_markup(roster_.title) + "汇总";
    out_ = fmt::format("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><title>{}</title><style>{}</style></head><body>\n",
                       title, page ? kPageStyle : kSheetStyle);
    if (page) out_ += fmt::format("<h1>{}</h1><p>{}</p>\n", title, summary());
    write_people(page ? "一、名单" : title + "（" + summary() + "）");
    if (!roster_.problems.empty()) write_problems(page ? "二、需要核实的问题" : "需要核实的问题");
    out_ += "</body></html>\n";
    return std::move(out_);
  }

 private:
  /// Columns in which somebody wrote something; on pages the required ones before others, in the order of the form.
  void choose_columns() {
    for (std::size_t i = 0; i < roster_.columns.size(); ++i) {
      const bool filled = std::any_of(roster_.rows.begin(), roster_.rows.end(),
                                      [i](const RosterRow& row) { return !row.cells[i].empty(); });
      if (filled || roster_.columns[i].required) columns_.push_back(i);
    }
    if (format_ == Format::Xlsx || columns_.size() <= kPageColumns) return;
    std::stable_partition(columns_.begin(), columns_.end(),
                          [this](std::size_t i) { return roster_.columns[i].required; });
    columns_.resize(kPageColumns);
    std::sort(columns_.begin(), columns_.end());
  }

  std::string summary() const {
    return fmt::format("共 {} 份，{} 人；{} 份未能读取，{} 个问题", roster_.files.size(), roster_.rows.size(),
                       roster_.unreadable, roster_.problems.size());
  }

  std::string link(std::size_t form) const {
    const std::string& path = roster_.files[form];
    const std::string name = path.substr(path.starts_with(roster_.folder) ? roster_.folder.size() : 0);
    return fmt::format("<a href=\"{}\">{}</a>", uri_of_path(relative_path(folder_, path)), base::escape_markup(name));
  }

  void begin_table(std::string_view sheet, std::string_view caption) {
    out_ += format_ == Format::Xlsx
                ? fmt::format("<table data-sheet=\"{}\" data-freeze=\"head\" data-filter=\"head\">", sheet)
                : std::string("<table>");
    out_ += fmt::format("<caption>{}</caption>\n", caption);
  }

  void write_cell(std::string_view tag, const std::string& text, std::size_t most_on_a_line) {
    const bool is_short = format_ == Format::Pdf && base::count_code_points(text) <= most_on_a_line;
    out_ += fmt::format("<{}{}{}>{}</{}>", tag, tag == "td" ? " data-type=\"text\"" : "",
                        is_short ? " class=\"short\"" : "", base::escape_markup(text), tag);
  }

  void write_people(std::string_view caption) {
    begin_table("名单", caption);
    out_ += "<colgroup><col class=\"ordinal\"/><col class=\"file\"/><col class=\"state\"/>";
    for (std::size_t i = 0; i < columns_.size(); ++i) out_ += "<col class=\"field\"/>";
    out_ += "</colgroup>\n<thead><tr><th>序号</th><th>文件</th><th>核对</th>";
    for (const std::size_t i : columns_) write_cell("th", roster_.columns[i].title, kShortHead);
    out_ += "</tr></thead>\n<tbody>\n";
    std::size_t number = 0;
    for (const RosterRow& row : roster_.rows) {
      out_ +=
          fmt::format("<tr><td class=\"ordinal\" data-type=\"number\">{}</td><td>{}</td><td class=\"state\">{}</td>",
                      ++number, link(row.forms.front()), state(row));
      for (const std::size_t i : columns_) write_cell("td", row.cells[i], kShortText);
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table>\n";
  }

  static std::string state(const RosterRow& row) {
    std::string words;
    const auto add = [&words](const std::string& word) {
      if (!words.empty()) words += "，";
      words += word;
    };
    if (row.errors > 0) add(std::to_string(row.errors) + "个错误");
    if (row.disagrees) {
      add("不一致");
    } else if (row.forms.size() > 1) {
      add("重复");
    }
    if (words.empty() && row.warnings > 0) add(std::to_string(row.warnings) + "个提醒");
    return words.empty() ? "无误" : words;
  }

  void write_problems(std::string_view caption) {
    begin_table("问题", caption);
    out_ +=
        "<colgroup><col class=\"ordinal\"/><col class=\"file\"/><col class=\"state\"/><col "
        "class=\"text\"/></colgroup>\n"
        "<thead><tr><th>序号</th><th>文件</th><th>类别</th><th>说明</th></tr></thead>\n<tbody>\n";
    std::size_t number = 0;
    for (const RosterProblem& problem : roster_.problems) {
      out_ += fmt::format(
          "<tr><td class=\"ordinal\" data-type=\"number\">{}</td><td>{}</td><td class=\"state\">{}</td>"
          "<td data-type=\"text\">{}</td></tr>\n",
          ++number, link(problem.form), problem.category, base::escape_markup(problem.text));
    }
    out_ += "</tbody></table>\n";
  }

  const Roster& roster_;
  Format format_;
  std::string folder_;
  std::vector<std::size_t> columns_;
  std::string out_;
};

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    if (!step.empty() && step != ".") steps.emplace_back(step);
  }
  return steps;
}

}  // namespace

std::string relative_path(const std::string& folder, const std::string& file) {
  if (folder.starts_with('/') != file.starts_with('/')) return file;
  const std::vector<std::string> from = steps_of(folder);
  const std::vector<std::string> to = steps_of(file);
  const auto [a, b] = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
  if (std::find(a, from.end(), "..") != from.end()) return file;
  std::string path;
  for (auto up = a; up != from.end(); ++up) path += "../";
  for (auto step = b; step != to.end(); ++step) path += *step + (step + 1 == to.end() ? "" : "/");
  return path;
}

std::string roster_html(const Roster& roster, Format format, const std::string& output) {
  return Page(roster, format, output).run();
}

}  // namespace gongwen::engine
