/* nifti2_io.h asks for <znzlib.h>, which Debian keeps one folder deeper. */
#include <nifti/znzlib.h>
