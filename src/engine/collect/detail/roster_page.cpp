#include "base/ascii.h"
#include "base/format.h"
#include "base/markup.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "engine/collect/detail/roster.h"
#include "engine/core/detail/read_source.h"
#include "resources/walk_folder.h"

#include <algorithm>
#include <array>

namespace gongwen::engine {
namespace {

constexpr std::size_t kPageColumns = 6;  // of fields, beside number, file, state, time and older files
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
.time { width: 20mm }
.remark { font-size: 8pt; text-align: left; margin: -10pt 0 14pt }
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
.time { width: 18ch }
.text { width: 80ch }
)";

/// A path as a relative reference (RFC 3986).
std::string uri_of_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (base::is_ascii_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      base::append_percent_encoded(out, c);
    }
  }
  // `a:b` would be a scheme, but the colon is escaped like all else.
  return out;
}

class Page {
 public:
  Page(const Roster& roster, Format format, const std::string& output)
      : roster_(roster), format_(format), folder_(folder_of(output)) {
    has_older_ =
        std::any_of(roster.rows.begin(), roster.rows.end(), [](const RosterRow& row) { return row.forms.size() > 1; });
    choose_columns();
  }

  std::string run() {
    const bool page = format_ == Format::Pdf;
    const std::string title = base::escape_markup(roster_.title) + "汇总";
    out_ = fmt::format("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><title>{}</title><style>{}</style></head><body>\n",
                       title, page ? kPageStyle : kSheetStyle);
    if (page) out_ += fmt::format("<h1>{}</h1><p>{}</p>\n", title, summary());
    write_people(page ? heading("名单") : title + "（" + summary() + "）");
    if (!roster_.problems.empty()) write_problems(page ? heading("需要核实的问题") : "需要核实的问题");
    if (!roster_.expected.empty()) write_expected(page ? heading("尚未交回") : "尚未交回");
    if (!roster_.others.empty()) write_others(page ? heading("其他文种的表格") : "其他文种的表格（未汇总）");
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
    const std::size_t room = has_older_ ? kPageColumns : kPageColumns + 1;
    if (format_ == Format::Xlsx || columns_.size() <= room) return;
    std::stable_partition(columns_.begin(), columns_.end(),
                          [this](std::size_t i) { return roster_.columns[i].required; });
    columns_.resize(room);
    std::sort(columns_.begin(), columns_.end());
  }

  /// 一、名单
  std::string heading(std::string_view words) {
    constexpr std::array<std::string_view, 4> kNumbers = {"一、", "二、", "三、", "四、"};
    return std::string(kNumbers.at(headings_++)) + std::string(words);
  }

  std::string summary() const {
    std::string text = fmt::format("共 {} 份，{} {}", roster_.forms, roster_.rows.size(), roster_.unit);
    if (roster_.blank > 0) text += fmt::format("；{} 份空表", roster_.blank);
    text += fmt::format("；{} 份未能读取，{} 个问题", roster_.unreadable, roster_.problems.size());
    if (!roster_.others.empty()) text += fmt::format("；另有其他文种 {} 份", roster_.others.size());
    return text;
  }

  std::string name_of(std::size_t form) const {
    const RosterFile& file = roster_.files[form];
    std::string name = file.path.substr(file.path.starts_with(roster_.folder) ? roster_.folder.size() : 0);
    return file.part.empty() ? name : name + "#" + file.part;
  }

  std::string link(std::size_t form) const {
    const RosterFile& file = roster_.files[form];
    const std::string& target = file.archive.empty() ? file.path : file.archive;
    return fmt::format("<a href=\"{}\">{}</a>", uri_of_path(resources::path_between(folder_, target)),
                       base::escape_markup(name_of(form)));
  }

  /// When it was saved; `*` where only the file system says so.
  std::string time(std::size_t form) const {
    const RosterFile& file = roster_.files[form];
    return file.inside ? file.time : file.time + "*";
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
    out_ += "<col class=\"time\"/>";
    if (has_older_) out_ += "<col class=\"file\"/>";
    out_ += "</colgroup>\n<thead><tr><th>序号</th><th>文件</th><th>核对</th>";
    for (const std::size_t i : columns_) write_cell("th", roster_.columns[i].title, kShortHead);
    out_ += "<th>保存时间</th>";
    if (has_older_) out_ += "<th>较早交回（未采用）</th>";
    out_ += "</tr></thead>\n<tbody>\n";
    std::size_t number = 0;
    for (const RosterRow& row : roster_.rows) {
      out_ +=
          fmt::format("<tr><td class=\"ordinal\" data-type=\"number\">{}</td><td>{}</td><td class=\"state\">{}</td>",
                      ++number, link(row.forms.front()), state(row));
      for (const std::size_t i : columns_) write_cell("td", row.cells[i], kShortText);
      write_cell("td", time(row.forms.front()), 0);
      if (has_older_) out_ += "<td data-type=\"text\">" + older(row) + "</td>";
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table>\n";
    const bool by_file_system = std::any_of(roster_.rows.begin(), roster_.rows.end(), [this](const RosterRow& row) {
      return !roster_.files[row.forms.front()].inside;
    });
    if (format_ == Format::Pdf && by_file_system) {
      out_ += "<p class=\"remark\">保存时间取自文件内的记录（北京时间）；带 * 的文件没有记录，取文件的修改时间。</p>\n";
    }
  }

  /// The files that a newer one replaces. A cell of a workbook has one link at most, so they are texts there.
  std::string older(const RosterRow& row) const {
    std::string text;
    for (std::size_t i = 1; i < row.forms.size(); ++i) {
      if (i > 1) text += "；";
      const std::size_t form = row.forms[i];
      const bool alone = format_ == Format::Pdf || row.forms.size() == 2;
      text += (alone ? link(form) : base::escape_markup(name_of(form))) + "（" + time(form) + "）";
    }
    return text;
  }

  void write_expected(std::string_view caption) {
    begin_table("未交回", caption);
    out_ +=
        "<colgroup><col class=\"ordinal\"/><col class=\"text\"/></colgroup>\n"
        "<thead><tr><th>序号</th><th>名单所列</th></tr></thead>\n<tbody>\n";
    std::size_t number = 0;
    for (const std::string& name : roster_.expected) {
      out_ += fmt::format("<tr><td class=\"ordinal\" data-type=\"number\">{}</td><td data-type=\"text\">{}</td></tr>\n",
                          ++number, base::escape_markup(name));
    }
    out_ += "</tbody></table>\n";
  }

  void write_others(std::string_view caption) {
    begin_table("其他文种", caption);
    out_ +=
        "<colgroup><col class=\"ordinal\"/><col class=\"file\"/><col class=\"text\"/></colgroup>\n"
        "<thead><tr><th>序号</th><th>文件</th><th>文种</th></tr></thead>\n<tbody>\n";
    std::size_t number = 0;
    for (const OtherForm& other : roster_.others) {
      out_ += fmt::format(
          "<tr><td class=\"ordinal\" data-type=\"number\">{}</td><td>{}</td><td data-type=\"text\">{}</td></tr>\n",
          ++number, link(other.form), base::escape_markup(other.title));
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
  bool has_older_ = false;
  std::size_t headings_ = 0;
  std::string out_;
};

}  // namespace

std::string roster_html(const Roster& roster, Format format, const std::string& output) {
  return Page(roster, format, output).run();
}

}  // namespace gongwen::engine
