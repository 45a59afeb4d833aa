#include "CDICOM.h"

#include <gdcm-3.0/gdcmImage.h>
#include <gdcm-3.0/gdcmSequenceOfFragments.h>
#include <gdcm-3.0/gdcmTrace.h>

#include <cstdio>
#include <exception>
#include <limits>

namespace {

/* GDCM prints what it finds odd; only the outcome is of use here. */
void be_silent() {
  static const bool is_silent = [] {
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    return true;
  }();
  (void)is_silent;
}

const char *decode(
    const uint8_t *stream, size_t count, const char *transfer_syntax,
    const contourist_dicom_frame &frame, uint8_t *pixels, size_t pixel_bytes) {
  if (count == 0 || count > std::numeric_limits<uint32_t>::max() - 1) return "no frame";
  const auto syntax = gdcm::TransferSyntax::GetTSType(transfer_syntax);
  if (syntax == gdcm::TransferSyntax::TS_END) return "unknown compression";

  gdcm::Image image;
  image.SetNumberOfDimensions(2);
  image.SetDimension(0, frame.columns);
  image.SetDimension(1, frame.rows);
  image.SetTransferSyntax(syntax);
  const auto photometric = gdcm::PhotometricInterpretation::GetPIType(frame.photometric);
  if (photometric == gdcm::PhotometricInterpretation::PI_END) return "unknown colours";
  image.SetPhotometricInterpretation(photometric);
  image.SetPixelFormat(gdcm::PixelFormat(
      (uint16_t)frame.samples, (uint16_t)frame.bits_allocated, (uint16_t)frame.bits_stored, (uint16_t)frame.high_bit,
      frame.is_signed ? 1 : 0));

  gdcm::Fragment fragment;
  fragment.SetByteValue((const char *)stream, gdcm::VL((uint32_t)count));
  auto fragments = gdcm::SequenceOfFragments::New();
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
  element.SetVR(gdcm::VR::OB);
  element.SetValue(*fragments);
  image.SetDataElement(element);

  if (image.GetBufferLength() != pixel_bytes) return "the frame has another size";
  if (!image.GetBuffer((char *)pixels)) return "the decoder gave up";
  return nullptr;
}

}  // namespace

int contourist_dicom_decode(
    const uint8_t *stream, size_t count, const char *transfer_syntax,
    const contourist_dicom_frame *frame, uint8_t *pixels, size_t pixel_bytes, char *error) {
  error[0] = 0;
  try {
    be_silent();
    const char *problem =
        decode(stream, count, transfer_syntax, *frame, pixels, pixel_bytes);
    if (problem == nullptr) return 0;
    std::snprintf(error, CONTOURIST_DICOM_ERROR_BYTES, "%s", problem);
  } catch (const std::exception &thrown) {
    std::snprintf(error, CONTOURIST_DICOM_ERROR_BYTES, "%s", thrown.what());
  } catch (...) {
    std::snprintf(error, CONTOURIST_DICOM_ERROR_BYTES, "the decoder failed");
  }
  return -1;
}
