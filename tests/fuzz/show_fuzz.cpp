// Any bytes as a foreign OFD file that is shown. The first byte chooses: a whole package, or one part of a sound one,
// since mutations of compressed bytes hardly ever get that far. Each object is drawn, reported or hidden, and there are
// either all files or an error.
#include "intake/hand_made.h"
#include "programs/show/detail/make_shown.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

void require(bool condition) {
  if (!condition) std::abort();
}

const text::FontLibrary& fonts() {
  static const std::unique_ptr<text::FontLibrary> library = [] {
    resources::SourceStore sources;
    diagnostics::DiagnosticSink sink;
    return text::FontLibrary::open(GONGWEN_SOURCE_DIR "/fonts", sources, sink);
  }();
  return *library;
}

struct NamedPart {
  char letter;
  const char* name;
};

constexpr NamedPart kParts[] = {{'d', "Doc_0/Document.xml"}, {'p', "Doc_0/Page.xml"},  {'r', "Doc_0/Res.xml"},
                                {'a', "Doc_0/Annot.xml"},    {'i', "Doc_0/Res/image"}, {'m', "Doc_0/Res/mask"},
                                {'f', "Doc_0/Res/font"},     {'s', "Doc_0/Sign.xml"},  {'v', "Doc_0/value"},
                                {'c', "Doc_0/Attach.xml"}};

const std::string kSpace = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// A file that has everything which the parts refer to.
hand_made::Entries sound_parts() {
  return {
      {"OFD.xml", "<ofd:OFD " + kSpace +
                      "><ofd:DocBody><ofd:DocInfo><ofd:Title>t</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
                      "</ofd:DocRoot><ofd:Signatures>Doc_0/Signs.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>"},
      {"Doc_0/Document.xml",
       "<ofd:Document " + kSpace +
           "><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 60 40</ofd:PhysicalBox></ofd:PageArea>"
           "<ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID=\"70\" BaseLoc=\"Page.xml\"/></ofd:CommonData>"
           "<ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Page.xml\"/></ofd:Pages><ofd:Outlines><ofd:OutlineElem Title=\"o\">"
           "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto><ofd:Dest Type=\"XYZ\" "
           "PageID=\"1\"/></ofd:Goto></ofd:Action>"
           "</ofd:Actions></ofd:OutlineElem></ofd:Outlines><ofd:Annotations>Annots.xml</ofd:Annotations>"
           "<ofd:Attachments>Attach.xml</ofd:Attachments></ofd:Document>"},
      {"Doc_0/Res.xml",
       "<ofd:Res " + kSpace +
           " BaseLoc=\"Res\"><ofd:Fonts><ofd:Font ID=\"2\" FontName=\"F\"><ofd:FontFile>font</ofd:FontFile></ofd:Font>"
           "</ofd:Fonts><ofd:ColorSpaces><ofd:ColorSpace ID=\"3\" Type=\"CMYK\"/></ofd:ColorSpaces><ofd:DrawParams>"
           "<ofd:DrawParam ID=\"4\" LineWidth=\"1\"/></ofd:DrawParams><ofd:MultiMedias><ofd:MultiMedia ID=\"5\" "
           "Type=\"Image\"><ofd:MediaFile>image</ofd:MediaFile></ofd:MultiMedia><ofd:MultiMedia ID=\"6\" "
           "Type=\"Image\">"
           "<ofd:MediaFile>mask</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias><ofd:CompositeGraphicUnits>"
           "<ofd:CompositeGraphicUnit ID=\"7\" Width=\"9\" Height=\"9\"><ofd:Content><ofd:PathObject ID=\"8\" "
           "Boundary=\"0 0 9 9\"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject></ofd:Content>"
           "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"},
      {"Doc_0/Page.xml",
       "<ofd:Page " + kSpace +
           "><ofd:Content><ofd:Layer ID=\"9\"><ofd:TextObject ID=\"10\" Boundary=\"1 1 40 6\" Font=\"2\" Size=\"5\">"
           "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"g 2 5\">abc</ofd:TextCode></ofd:TextObject><ofd:ImageObject "
           "ID=\"11\" "
           "Boundary=\"1 9 9 9\" CTM=\"9 0 0 9 0 0\" ResourceID=\"5\" ImageMask=\"6\"><ofd:Border LineWidth=\"1\"/>"
           "</ofd:ImageObject></ofd:Layer></ofd:Content></ofd:Page>"},
      {"Doc_0/Annots.xml",
       "<ofd:Annotations " + kSpace +
           "><ofd:Page PageID=\"1\"><ofd:FileLoc>Annot.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"},
      {"Doc_0/Annot.xml", "<ofd:PageAnnot " + kSpace +
                              "><ofd:Annot ID=\"12\" Type=\"Link\"><ofd:Appearance Boundary=\"0 0 9 9\"/></ofd:Annot>"
                              "</ofd:PageAnnot>"},
      {"Doc_0/Attach.xml", "<ofd:Attachments " + kSpace +
                               "><ofd:Attachment ID=\"13\" Name=\"n\"><ofd:FileLoc>value</ofd:FileLoc></ofd:Attachment>"
                               "</ofd:Attachments>"},
      {"Doc_0/Signs.xml",
       "<ofd:Signatures " + kSpace + "><ofd:Signature ID=\"14\" BaseLoc=\"Sign.xml\"/></ofd:Signatures>"},
      {"Doc_0/Sign.xml", "<ofd:Signature " + kSpace +
                             "><ofd:SignedInfo><ofd:StampAnnot ID=\"15\" PageRef=\"1\" Boundary=\"1 1 9 9\"/>"
                             "</ofd:SignedInfo><ofd:SignedValue>value</ofd:SignedValue></ofd:Signature>"},
      {"Doc_0/value", ""},
      {"Doc_0/Res/font", ""},
      // Two by two pixels in gray.
      {"Doc_0/Res/image",
       std::string("BM\x4E\0\0\0\0\0\0\0\x3E\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0\1\0\0\0\0\0\x10\0\0\0\0\0"
                   "\0\0\0\0\0\0\2\0\0\0\2\0\0\0\0\0\0\0\xFF\xFF\xFF\0\x40\0\0\0\x80\0\0\0",
                   70)},
      {"Doc_0/Res/mask",
       std::string("BM\x4E\0\0\0\0\0\0\0\x3E\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0\1\0\0\0\0\0\x10\0\0\0\0\0"
                   "\0\0\0\0\0\0\2\0\0\0\2\0\0\0\0\0\0\0\xFF\xFF\xFF\0\x80\0\0\0\x40\0\0\0",
                   70)},
  };
}

void show_file(std::string_view file) {
  show::ShowRequest request;
  request.name = "a.ofd";
  request.forms = {show::ShownAs::Pdf, show::ShownAs::Text, show::ShownAs::Svg};
  request.page = 1;
  diagnostics::DiagnosticSink sink;
  const show::ShowAnswer answer = show::make_shown(file, request, fonts(), sink);
  const show::ObjectCounts& counts = answer.counts;
  require(counts.read == counts.drawn + counts.reported + counts.hidden);
  require(answer.files.size() == (sink.has_errors() ? 0 : request.forms.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto* const part = std::ranges::find(kParts, static_cast<char>(bytes[0]), &NamedPart::letter);
  if (part == std::ranges::end(kParts)) {
    show_file(rest);
    return 0;
  }
  hand_made::Entries parts = sound_parts();
  for (auto& [name, content] : parts) {
    if (name == part->name) content = rest;
  }
  show_file(hand_made::zip(parts));
  return 0;
}
