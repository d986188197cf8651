from .balance import ServiceBalance as ServiceBalance, service_balance as service_balance
from .directory import DirectoryCheck as DirectoryCheck, check_directory as check_directory
from .interfaces import (
    InterfaceAgreement as InterfaceAgreement,
    InterfaceGaps as InterfaceGaps,
    interface_agreement as interface_agreement,
    interface_gaps as interface_gaps,
)
from .lead_times import LeadTimes as LeadTimes, simulate_lead_time as simulate_lead_time
from .mapping import CustomerMap as CustomerMap, customer_map as customer_map
from .process import (
    ProcessChange as ProcessChange,
    ProcessMap as ProcessMap,
    process_map as process_map,
    remove_steps as remove_steps,
)
from .relations import classify_customer as classify_customer
from .supply_chain import Sipoc as Sipoc, sipoc as sipoc
