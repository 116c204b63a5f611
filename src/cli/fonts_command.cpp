#include "base/format.h"
#include "base/json.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

const FontFace* find_face(const FontList& list, const std::string& name) {
  const auto found =
      std::find_if(list.faces.begin(), list.faces.end(), [&](const FontFace& face) { return face.name == name; });
  return found == list.faces.end() ? nullptr : &*found;
}

/// `U+20BB7`
std::string code_of(const std::string& character) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>((*base::CodePoints(character).begin()).code_point));
}

base::Json result_of(const FontList& list) {
  base::Json families = base::Json::list();
  for (const FontFamily& family : list.families) {
    base::Json object = base::Json::object();
    object.set("family", family.title);
    object.set("names", base::Json::list_of(family.names));
    object.set("substitute_for", base::Json::list_of(family.substitute_for));
    object.set("faces", base::Json::list_of(family.faces));
    families.add(std::move(object));
  }
  base::Json faces = base::Json::list();
  for (const FontFace& face : list.faces) {
    base::Json object = base::Json::object();
    object.set("face", face.name);
    object.set("family", face.family);
    object.set("weight", face.weight);
    object.set("italic", face.italic);
    object.set("characters", face.characters);
    object.set("han", face.han);
    object.set("own", face.is_own);
    object.set("licence", face.licence);
    object.set("file", face.file);
    faces.add(std::move(object));
  }
  base::Json result = base::Json::object();
  result.set("families", std::move(families));
  result.set("faces", std::move(faces));
  return result;
}

class FontsCommand final : public Command {
 public:
  std::string_view name() const override { return "fonts"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliFontsSummary); }
  void declare(OptionList& list) override {
    list.add("--missing", &missing_, texts::CliFontsMissing).value = "TEXT|@FILE";
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    if (!missing_.empty()) return tell_missing(session);
    const FontList list = session.engine().fonts();
    if (json_) return print_result(session, result_of(list), list.report);
    const int status = session.print_report(list.report);
    return worse(status, session.print(table_of(list, session.wording())));
  }

 private:
  /// Status 1 when something is missing, so that scripts can ask.
  int tell_missing(Session& session) const {
    DataSource text{"--missing", missing_};
    if (missing_.starts_with('@')) text = {missing_.substr(1)};
    const MissingCharacters missing = session.engine().missing_characters(text);
    const int found = missing.characters.empty() ? 0 : static_cast<int>(Status::BadInput);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("missing", base::Json::list_of(missing.characters));
      return worse(found, print_result(session, std::move(result), missing.report));
    }
    const int status = session.print_report(missing.report);
    std::string out;
    for (const std::string& character : missing.characters) out += code_of(character) + "  " + character + "\n";
    if (out.empty() && status == 0) out = session.wording()(texts::CliFontsNoneMissing);
    return worse(worse(status, found), session.print(out));
  }

  /// A family a line: `宋体  400, 700  29,000 characters, 27,000 Han  SimSun, 宋体, serif`.
  static std::string table_of(const FontList& list, const Wording& wording) {
    std::string out;
    for (const FontFamily& family : list.families) {
      std::vector<std::string> weights;
      std::size_t characters = 0;
      std::size_t han = 0;
      bool is_own = false;
      for (const std::string& name : family.faces) {
        const FontFace* const face = find_face(list, name);
        if (face == nullptr) continue;
        weights.push_back(std::to_string(face->weight) +
                          std::string(face->italic ? wording(texts::CliFontsItalic) : ""));
        characters = std::max(characters, face->characters);
        han = std::max(han, face->han);
        is_own = is_own || face->is_own;
      }
      out += wording(texts::CliFontsFamily, family.title, is_own ? wording(texts::CliFontsOwn) : std::string_view(),
                     fmt::format("{}", fmt::join(weights, ", ")), characters, han);
      out += wording(texts::CliFontsNames, fmt::format("{}", fmt::join(family.names, ", ")));
      if (family.substitute_for.empty()) continue;
      out += wording(texts::CliFontsReplaces, fmt::format("{}", fmt::join(family.substitute_for, ", ")));
    }
    return out;
  }

  std::string missing_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fonts_command() { return std::make_unique<FontsCommand>(); }

}  // namespace gongwen::cli
