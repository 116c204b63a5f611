#include "base/ascii.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"

#include <algorithm>
#include <array>
#include <set>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMax = 5'000;
constexpr int kMaxActionDepth = 16;

class ActiveSearch {
 public:
  void run(const PdfFile& pdf) {
    const PdfObject root = pdf.root();
    look_at_action(root.get("/OpenAction"), 0);
    look_at_actions(root.get("/AA"));
    const PdfObject names = root.get("/Names");
    scripts = scripts || !names.get("/JavaScript").is_null();
    look_at_files(names.get("/EmbeddedFiles"), 0);
    look_at_fields(root.get("/AcroForm").get("/Fields"), 0);
    for (const PdfObject& page : pdf.pages()) {
      look_at_actions(page.get("/AA"));
      const PdfObject annotations = page.get("/Annots");
      for (std::size_t i = 0; i < std::min(annotations.size(), kMax); ++i) {
        look_at_action(annotations.at(i).get("/A"), 0);
        look_at_actions(annotations.at(i).get("/AA"));
        look_at_file(annotations.at(i).get("/FS"));
      }
    }
  }

  bool scripts = false;
  bool commands = false;
  bool programs = false;

 private:
  void look_at_actions(const PdfObject& actions) {
    for (const std::string& key : actions.keys()) look_at_action(actions.get(key), 0);
  }

  void look_at_action(const PdfObject& action, int depth) {
    if (!action.is_dictionary() || depth > kMaxActionDepth) return;
    const std::string type = action.get("/S").name();
    scripts = scripts || type == "JavaScript";
    commands = commands || type == "Launch" || type == "ImportData" || type == "SubmitForm";
    look_at_action(action.get("/Next"), depth + 1);
  }

  void look_at_fields(const PdfObject& fields, int depth) {
    if (depth > kMaxActionDepth) return;
    for (std::size_t i = 0; i < std::min(fields.size(), kMax); ++i) {
      const PdfObject field = fields.at(i);
      if (field.id() != 0 && !seen_.insert(field.id()).second) continue;
      look_at_actions(field.get("/AA"));
      look_at_fields(field.get("/Kids"), depth + 1);
    }
  }

  void look_at_files(const PdfObject& node, int depth) {
    if (depth > kMaxActionDepth) return;
    const PdfObject names = node.get("/Names");
    for (std::size_t i = 1; i < std::min(names.size(), kMax); i += 2) look_at_file(names.at(i));
    const PdfObject kids = node.get("/Kids");
    for (std::size_t i = 0; i < std::min<std::size_t>(kids.size(), 64); ++i) look_at_files(kids.at(i), depth + 1);
  }

  void look_at_file(const PdfObject& file) {
    static constexpr auto kEndings = std::to_array<std::string_view>(
        {".exe", ".com", ".bat", ".cmd", ".scr", ".js", ".vbs", ".ps1", ".msi", ".jar", ".lnk", ".hta", ".sh", ".dll"});
    for (const PdfKey& key : {PdfKey("/UF"), PdfKey("/F")}) {
      const PdfObject name = file.get(key);
      if (!name.is_string()) continue;
      const std::string text = base::ascii_lowercase(decode_pdf_string(name.bytes()).text);
      programs = programs || std::any_of(kEndings.begin(), kEndings.end(),
                                         [&text](std::string_view ending) { return text.ends_with(ending); });
    }
  }

  std::set<int> seen_;
};

}  // namespace

void report_active_content(const PdfFile& pdf, ReturnedFile& file) {
  ActiveSearch search;
  search.run(pdf);
  diagnostics::TextPair names;
  const auto add = [&names](bool found, const diagnostics::BilingualText& name) {
    if (!found) return;
    if (!names.english.empty()) names += texts::ListComma;
    names += name;
  };
  add(search.scripts, texts::IntakeScripts);
  add(search.commands, texts::IntakeCommands);
  add(search.programs, texts::IntakePrograms);
  if (!names.english.empty()) file.report(diagnostics::messages::IntakeActive, {names.english, names.chinese});
}

}  // namespace gongwen::intake
