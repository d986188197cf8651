from .loop import LoopHealth as LoopHealth, loop_health as loop_health
from .loop_simulation import LoopSimulation as LoopSimulation, simulate_loop as simulate_loop
from .register import (
    Conversion as Conversion,
    RegisterCheck as RegisterCheck,
    check_register as check_register,
    conversion as conversion,
)
from .replies import Replies as Replies, bulletin_lines as bulletin_lines, you_said as you_said
