#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_parts.h"
#include "intake/returned_file.h"

#include <map>

namespace gongwen::intake {

void join_repeated_fields(ReturnedFile& file) {
  std::map<std::pair<std::size_t, std::string>, std::vector<const RawField*>> seen;
  std::vector<RawField> kept;
  const std::vector<RawField> fields = std::move(file.fields);
  for (const RawField& field : fields) {
    std::vector<const RawField*>& others = seen[{part_of(file, field.place), field.pointer}];
    bool repeated = false;
    for (const RawField* const other : others) repeated = repeated || other->text == field.text;
    if (repeated) continue;
    const bool several = field.type == RawType::Choice && !others.empty() && others.front()->place == field.place;
    if (!others.empty() && !several) {
      file.report_field(field.pointer, field.place, diagnostics::messages::IntakeConflict,
                        {others.front()->text, field.text});
      continue;
    }
    others.push_back(&field);
    kept.push_back(field);
  }
  file.fields = std::move(kept);
}

}  // namespace gongwen::intake
