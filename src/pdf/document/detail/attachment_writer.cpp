#include "base/format.h"
#include "pdf/document/detail/metadata.h"

namespace gongwen::pdf {

ObjectNumber write_attachment(const Attachment& attachment, const DocumentDate& date, FileWriter& file) {
  std::string entries = "/Type/EmbeddedFile/Subtype";
  append_name(entries, attachment.media_type);
  entries += fmt::format("/Params<</Size {}/ModDate", attachment.bytes.size());
  append_text(entries, date.pdf);
  const ObjectNumber stream = file.add_stream(entries + ">>", attachment.bytes, Compress::Yes);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Filespec");
    dictionary.text("F", attachment.name);
    dictionary.text("UF", attachment.name);
    dictionary.text("Desc", attachment.description);
    dictionary.name("AFRelationship", attachment.relationship);
    std::string& embedded = dictionary.key("EF");
    for (const std::string_view key : {"<</F ", "/UF "}) {
      embedded += key;
      append_reference(embedded, stream);
    }
    embedded += ">>";
  }
  return file.add(body);
}

}  // namespace gongwen::pdf
