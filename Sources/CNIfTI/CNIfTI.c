#include "CNIfTI.h"
int contourist_nifti_stub(void){return 0;}
