#include "engine/kinds/detail/form/form_choices.h"

#include "base/format.h"

// The last choice may be "other", which is named beside its box; files are named in the note, and have separate lines
// in a form to fill in.
namespace gongwen::engine {

// The names of files appear in three places: as values of their own field, in the note in print
// (`附件：a.pdf、b.pdf`), and as lines below the choices in a form to fill in (`files.least` of them at
// first).
void add_choices(FormWriter& writer, const data::Value& row, Members& made) {
  const FormField& field = writer.field_of(*row.find("choices"));
  const std::string id = id_of(field.pointer);
  const std::string colon = writer.is_chinese() ? "：" : ":";
  made.put_text("kind", "choices").put("label", writer.label_of(field)).put_text("pointer", field.pointer);
  made.put("options", writer.options_of(field)).put("chosen", FormFile::expression_of(field.pointer));
  made.put("many", field.flag("many") ? "true" : "false").put("in_lines", field.flag("lines") ? "true" : "false");
  // The mark of a box that is not ticked; the template turns ☐ into ☑.
  made.put_text("box", field.text("box").empty() ? "☐" : field.text("box"));
  if (const auto pointer = row.find("other")) {
    const FormField& other = writer.field_of(*pointer);
    Members one;
    one.put_text("pointer", other.pointer).put("value", FormFile::expression_of(other.pointer));
    one.put("words", writer.texts().add("other." + id, writer.is_chinese() ? colon : colon + " "));
    // `alone` is the last choice as a separate label, in a form where its words are typed.
    const std::string named = field.options.empty() ? "" : field.options.back().on_paper(writer.language());
    one.put("alone", writer.texts().add("other-alone." + id, named + colon));
    made.put("other", one.text());
  }
  const std::string note = field.text("note");
  const auto names = row.find("files");
  if (names) {
    const FormField& files = writer.field_of(*names);
    Members one;
    one.put_text("pointer", files.pointer).put("value", FormFile::expression_of(files.pointer));
    one.put("least", form_number(row, "least").empty() ? "2" : form_number(row, "least"));
    one.put("label", writer.texts().add(
                         "file-names." + id_of(files.pointer),
                         files.text("note").empty() ? files.label(writer.language()) + colon : files.text("note")));
    made.put("files", one.text());
    // The note only prints them: in a form to fill in they have lines.
    const std::string value = "(" + FormFile::expression_of(files.pointer) + ")";
    const std::string all = fmt::format("files={} | join({})", value, writer.between_texts());
    const std::string given = writer.texts().add_with_places("files." + id, colon + "{files}", all);
    const std::string shown =
        fmt::format("files=({} if {} and not (fillable | default(false)) else \"\")", given, value);
    made.put("note", writer.texts().add_with_places("note." + id, note.empty() ? "{files}" : note, shown));
  } else {
    made.put("note", writer.words_of(field, "note"));
  }
}

}  // namespace gongwen::engine
