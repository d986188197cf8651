from .directory import DirectoryCheck as DirectoryCheck, check_directory as check_directory
from .interfaces import (
    InterfaceAgreement as InterfaceAgreement,
    InterfaceGaps as InterfaceGaps,
    interface_agreement as interface_agreement,
    interface_gaps as interface_gaps,
)
from .lead_times import LeadTimes as LeadTimes, simulate_lead_time as simulate_lead_time
from .process import (
    ProcessChange as ProcessChange,
    ProcessMap as ProcessMap,
    process_map as process_map,
    remove_steps as remove_steps,
)
from .relations import (
    CustomerMap as CustomerMap,
    ServiceBalance as ServiceBalance,
    classify_customer as classify_customer,
    customer_map as customer_map,
    service_balance as service_balance,
)
from .supply_chain import Sipoc as Sipoc, sipoc as sipoc
